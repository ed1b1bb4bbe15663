using CloudControl.Domain.Runs;
using CloudControl.Infrastructure.Persistence;
using CloudControl.Infrastructure.Runs;
using CloudControl.Workers.Pipelines;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace CloudControl.Workers.Tests.Pipelines;

/// <summary>
/// A worker without a job engine: a runner over a real database, driven by the test. Several offices over one database are several
/// workers.
/// </summary>
public sealed class Office : IAsyncDisposable
{
    public const string Queue = "nyc3-01";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly ServiceProvider services;

    public Office(string connectionString, World? world = null, RunOptions? options = null, Action<IServiceCollection>? configure = null)
    {
        World = world ?? new World();
        var collection = new ServiceCollection()
            .AddLogging()
            .AddPersistence(connectionString)
            .AddRuns(options ?? Impatient)
            .AddPipelineEngine()
            .AddPipeline<JourneyPipeline>()
            .AddPipeline<DayTripPipeline>()
            .AddSingleton(World);
        configure?.Invoke(collection);
        services = collection.BuildServiceProvider(validateScopes: true);
    }

    /// <summary>Production's rules with waits a test can afford.</summary>
    public static RunOptions Impatient { get; } = new()
    {
        Again = new Backoff(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(4)),
        Retry = new Backoff(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(4)),
        StuckRetry = TimeSpan.FromMilliseconds(1),
        ExceptionsUntilFailed = 3,
        FailuresUntilStuck = 4,
    };

    public World World { get; }

    public IServiceProvider Services => services;

    public IRunDriver Driver => services.GetRequiredService<IRunDriver>();

    public RunStore Store => services.GetRequiredService<RunStore>();

    /// <summary>Records a run as a caller would: through EF, in a transaction.</summary>
    public async Task<RunId> RecordAsync(
        string pipeline = JourneyPipeline.V1, string? subject = null, string queue = Queue, RunPriority priority = RunPriority.Normal, Journey? state = null)
    {
        var run = PipelineRun.Of(
            pipeline, queue, subject ?? $"journey:{Guid.NewGuid():n}", RunState.Write(state ?? new Journey()), action: null, priority, DateTimeOffset.UtcNow);
        await using var scope = services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<CloudControlDb>();
        db.Add(run);
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        return run.Id;
    }

    /// <summary>Drives a run again and again until it stands as wanted.</summary>
    public async Task<PipelineRun> DriveUntilAsync(RunId id, Func<PipelineRun, bool> wanted)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Patience);
        while (true)
        {
            await Driver.DriveAsync(id, limit.Token);
            var run = await FindAsync(id);
            if (wanted(run))
            {
                return run;
            }

            if (limit.IsCancellationRequested)
            {
                Assert.Fail($"the run never got there: {run.Status} at step {run.StepIndex}, {run.Failures} failures, {run.Reason}\n{await StoryAsync(id)}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(2), CancellationToken.None);
        }
    }

    public Task<PipelineRun> DriveToEndAsync(RunId id) => DriveUntilAsync(id, run => run.EndedAt is not null);

    public async Task<PipelineRun> FindAsync(RunId id)
    {
        await using var scope = services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<CloudControlDb>().Runs.AsNoTracking().SingleAsync(run => run.Id == id);
    }

    public async Task<IReadOnlyList<StepRecord>> RecordsAsync(RunId id)
    {
        await using var scope = services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<CloudControlDb>().RunSteps.AsNoTracking()
            .Where(step => step.RunId == id).OrderBy(step => step.Id).ToListAsync();
    }

    /// <summary>The run's records as one would read them aloud.</summary>
    public async Task<string> StoryAsync(RunId id) => RunStory.Tell(await RecordsAsync(id));

    public async Task<int> ExecuteAsync(string sql, params object[] values)
    {
        await using var command = services.GetRequiredService<NpgsqlDataSource>().CreateCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        return await command.ExecuteNonQueryAsync();
    }

    /// <summary>As if the time of a lease had passed.</summary>
    public Task LapseAsync(RunId id) => ExecuteAsync("update runs set lease_until = now() - interval '1 second' where id = $1 and lease_until is not null", id.Value);

    public ValueTask DisposeAsync() => services.DisposeAsync();
}
