using System.Diagnostics;
using System.Globalization;
using CloudControl.Domain.Runs;
using CloudControl.Infrastructure.Persistence;
using Npgsql;

namespace CloudControl.Bench.Runs;

/// <summary>
/// How long a run takes that does nothing: at rest, one after the other; at a steady hundred a second; and as many as go through, all
/// recorded at once. Times are the database's own, from the row's insertion to its end, so that nobody who looks on slows them down.
/// </summary>
internal static class RunsBench
{
    private const int AtRest = 100;
    private const int PerSecond = 100;
    private const int SteadySeconds = 8;
    private const int AtOnce = 1500;
    private const int WarmUps = 50;
    private const int InOneTransaction = 100;
    private static readonly int[] ProcessCounts = [1, 2, 4];
    private static readonly string[] Queues = ["bench-01", "bench-02", "bench-03", "bench-04"];
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan SeldomLook = TimeSpan.FromMilliseconds(50);    // many are under way: do not slow them down
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static async Task RunAsync(string connectionString)
    {
        await using var source = NpgsqlDataSource.Create(PersistenceServices.WithDefaults(connectionString));
        foreach (var count in ProcessCounts)
        {
            await using var workers = await WorkerProcesses.StartAsync(connectionString, Queues, count);
            if (count == ProcessCounts[0])
            {
                Console.WriteLine($"Empty pipeline through pump and {workers.Engine}, {Environment.ProcessorCount} processors, {Queues.Length} queues; ms from commit to done");
                Console.WriteLine($"{"processes",9} | {"at rest: p50",12} {"p99",6} | {$"at {PerSecond}/s: p50",14} {"p99",6} {"reached",8} | {"runs/s end to end",17}");
            }

            await MeasureAsync(source, $"warm-up-{count}", () => RecordAsync(source, $"warm-up-{count}", WarmUps), WarmUps);
            var rest = await MeasureAsync(source, $"rest-{count}", () => OneByOneAsync(source, $"rest-{count}"), AtRest);
            var steady = await MeasureAsync(source, $"steady-{count}", () => SteadilyAsync(source, $"steady-{count}"), PerSecond * SteadySeconds);
            var most = await MeasureAsync(source, $"most-{count}", () => RecordAsync(source, $"most-{count}", AtOnce), AtOnce);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{count,9} | {rest.P50,12:f1} {rest.P99,6:f1} | {steady.P50,14:f1} {steady.P99,6:f1} {steady.Rate,6:f0}/s | {most.Rate,17:f0}"));
        }
    }

    private static async Task OneByOneAsync(NpgsqlDataSource source, string phase)
    {
        for (var i = 1; i <= AtRest; i++)
        {
            await RecordAsync(source, phase, 1);
            await WaitUntilEndedAsync(source, phase, i);
        }
    }

    /// <summary>
    /// One every hundredth of a second, whether or not the earlier ones are done: a queue that grows is a result. Beats missed on a busy
    /// machine are made up for.
    /// </summary>
    private static async Task SteadilyAsync(NpgsqlDataSource source, string phase)
    {
        var watch = Stopwatch.StartNew();
        using var beat = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / PerSecond));
        var recorded = new List<Task>();
        while (recorded.Count < PerSecond * SteadySeconds)
        {
            await beat.WaitForNextTickAsync();
            var due = Math.Min(watch.Elapsed.TotalSeconds, SteadySeconds) * PerSecond;
            while (recorded.Count < (int)due)
            {
                recorded.Add(RecordAsync(source, phase, 1));
            }
        }

        await Task.WhenAll(recorded);
    }

    /// <summary>As the API does it: through EF, in a transaction; spread over the queues.</summary>
    private static async Task RecordAsync(NpgsqlDataSource source, string phase, int count)
    {
        for (var from = 0; from < count; from += InOneTransaction)
        {
            await using var db = PersistenceServices.Open(source);
            db.AddRange(Enumerable.Range(from, Math.Min(InOneTransaction, count - from)).Select(_ => PipelineRun.Of(
                EmptyPipeline.V1, Queues[Random.Shared.Next(Queues.Length)], $"{phase}:{Guid.NewGuid():n}", "{}", action: null, RunPriority.Normal,
                DateTimeOffset.UtcNow)));
            await db.SaveChangesAsync();
        }
    }

    private static async Task<Times> MeasureAsync(NpgsqlDataSource source, string phase, Func<Task> record, int count)
    {
        await record();
        await WaitUntilEndedAsync(source, phase, count);
        await using var command = source.CreateCommand(
            """
            select percentile_cont(array[0.5, 0.99]) within group (order by extract(epoch from ended_at - created_at) * 1000),
                count(*) / extract(epoch from max(ended_at) - min(created_at))::float8
            from runs where status = 'done' and subject like @subjects
            """);
        command.Parameters.AddWithValue("subjects", phase + ":%");
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        var percentiles = reader.GetFieldValue<double[]>(0);
        return new Times(percentiles[0], percentiles[1], reader.GetDouble(1));
    }

    private static async Task WaitUntilEndedAsync(NpgsqlDataSource source, string phase, int count)
    {
        using var limit = new CancellationTokenSource(Patience);
        await using var command = source.CreateCommand("select count(*) from runs where status = 'done' and subject like @subjects");
        command.Parameters.AddWithValue("subjects", phase + ":%");
        while (await command.ExecuteScalarAsync(limit.Token) is long ended && ended < count)
        {
            await Task.Delay(count > AtRest ? SeldomLook : Look, limit.Token);
        }
    }

    /// <param name="P50">Half took no longer, in milliseconds.</param>
    /// <param name="P99">Ninety-nine of a hundred took no longer.</param>
    /// <param name="Rate">Runs a second, from the first one's commit to the last one's end.</param>
    private sealed record Times(double P50, double P99, double Rate);
}
