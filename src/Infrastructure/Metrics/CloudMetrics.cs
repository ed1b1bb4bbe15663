using Microsoft.Extensions.Logging;
using Npgsql;

namespace CloudControl.Infrastructure.Metrics;

/// <summary>
/// The numbers of the whole cloud, read from the database when they are asked for and kept for a second: however many scrape, the
/// database is asked once a second by each process at most. Every statement walks an index of open things, never history. A database
/// that is away leaves one number: <c>cloudcontrol_database_up 0</c>.
/// </summary>
public sealed class CloudMetrics(NpgsqlDataSource dataSource, TimeProvider clock, ILogger<CloudMetrics> log) : IDisposable
{
    private static readonly TimeSpan KeptFor = TimeSpan.FromSeconds(1);

    /// <summary>For all statements together; a scrape must not wait for a database that does not answer.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly SemaphoreSlim reading = new(1);
    private (DateTimeOffset At, string Text)? last;

    /// <summary>The families as text; at most a second old.</summary>
    public async Task<string> ReadAsync(CancellationToken ct)
    {
        await reading.WaitAsync(ct);
        try
        {
            var now = clock.GetUtcNow();
            if (last is not { } kept || now - kept.At >= KeptFor || now < kept.At)
            {
                kept = (now, await ReadOnceAsync(ct));
                last = kept;
            }

            return kept.Text;
        }
        finally
        {
            reading.Release();
        }
    }

    public void Dispose() => reading.Dispose();

    private async Task<string> ReadOnceAsync(CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Patience);
        var text = new MetricText();
        try
        {
            await using var batch = dataSource.CreateBatch();
            foreach (var family in CloudFamilies.All)
            {
                batch.BatchCommands.Add(new NpgsqlBatchCommand(family.Sql));
            }

            await using var reader = await batch.ExecuteReaderAsync(limit.Token);
            foreach (var family in CloudFamilies.All)
            {
                await WriteAsync(text, family, reader, limit.Token);
                await reader.NextResultAsync(limit.Token);
            }

            return Up(text, 1).ToString();
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            log.LogWarning(e, "reading the cloud's numbers for /metrics");
            return Up(new MetricText(), 0).ToString();    // half of the numbers would look like zeroes
        }
    }

    private static MetricText Up(MetricText text, int up) =>
        text.Gauge("cloudcontrol_database_up", "Whether the cloud's numbers could be read.").Sample(up);

    private static async Task WriteAsync(MetricText text, CloudFamily family, NpgsqlDataReader reader, CancellationToken ct)
    {
        text.Gauge(family.Name, family.Help);
        while (await reader.ReadAsync(ct))
        {
            var labels = new (string, string)[family.Labels.Count];
            for (var i = 0; i < labels.Length; i++)
            {
                labels[i] = (family.Labels[i], reader.GetString(i));
            }

            text.Sample(reader.GetDouble(labels.Length), labels);
        }
    }
}
