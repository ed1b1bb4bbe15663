using System.Text.Json;
using CloudControl.Domain.Actions;
using CloudControl.Domain.Events;
using CloudControl.Domain.Runs;
using CloudControl.Infrastructure.Persistence;
using CloudControl.Infrastructure.Runs;
using CloudControl.Testing;
using CloudControl.Workers.Pipelines;
using CloudControl.Workers.Tests.Pipelines;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace CloudControl.Workers.Tests.Laws;

/// <summary>
/// Drives one arranged run under one interceptor to its end, with as many workers as it takes: when one is killed, its lease lapses
/// and a new one, with nothing in memory, goes on. Waits cost no time: what falls due later is made due.
/// </summary>
public sealed class LawCourt : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(1);

    /// <summary>Enough for every step to throw once, in both directions, and for injected failures after the commit point.</summary>
    private static readonly RunOptions Options = new();

    private readonly IPipeline pipeline;
    private readonly IArrangedRun arranged;
    private readonly NpgsqlDataSource database;
    private readonly string connectionString;

    private LawCourt(IPipeline pipeline, IArrangedRun arranged, string connectionString)
    {
        (this.pipeline, this.arranged, this.connectionString) = (pipeline, arranged, connectionString);
        database = NpgsqlDataSource.Create(connectionString);
    }

    public int WorkersStarted { get; private set; }

    /// <param name="pipeline">Whose run is tried.</param>
    /// <param name="databases">Where the stage's database comes from.</param>
    /// <param name="madeFirst">As <see cref="Venue.MadeFirst"/>.</param>
    /// <exception cref="OrderRefusedException">The run cannot be ordered before more is made.</exception>
    public static async Task<LawCourt> ConveneAsync(string pipeline, TestDatabase databases, int madeFirst = int.MaxValue)
    {
        var ct = TestContext.Current.CancellationToken;
        var arrangement = EveryPipeline.ArrangementOf(pipeline);
        var connectionString = await databases.CloneAsync(ct);
        return new LawCourt(EveryPipeline.Named(pipeline), await arrangement.ArrangeAsync(new Venue(connectionString, madeFirst), ct), connectionString);
    }

    /// <summary>Tries a run that a test arranged itself.</summary>
    public static LawCourt Over(IArrangedRun arranged, string pipeline, string connectionString) =>
        new(EveryPipeline.Named(pipeline), arranged, connectionString);

    /// <summary>Drives the run until it ended, then, with nothing bent any more, the runs it recorded itself.</summary>
    /// <returns>The run and its story.</returns>
    public async Task<(PipelineRun Run, IReadOnlyList<StepRecord> Records)> TryAsync(IStepInterceptor interceptor)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Deadline);
        var ended = await DriveToEndAsync(arranged.Run, interceptor, limit.Token);
        while (await NextOpenAsync() is { } recorded)
        {
            await DriveToEndAsync(recorded, new Unbent(), limit.Token);
        }

        return ended;
    }

    /// <summary>The run in front of the one to be tried, which makes what that one needs; null when nothing is.</summary>
    public async Task<PipelineRun?> InFrontAsync() =>
        await NextOpenAsync() is { } first && first != arranged.Run ? (await ReadAsync(first)).Run : null;

    /// <summary>Drives all that waits in order, the run to be tried among it.</summary>
    /// <param name="first">Bends the first of them, and no other.</param>
    public async Task<(PipelineRun Run, IReadOnlyList<StepRecord> Records)> TryBehindAsync(IStepInterceptor first)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Deadline);
        for (var bent = first; await NextOpenAsync() is { } waiting; bent = new Unbent())
        {
            await DriveToEndAsync(waiting, bent, limit.Token);
        }

        return await ReadAsync(arranged.Run);
    }

    /// <summary>
    /// Drives the run with a worker that loses it in the step with this index and does not know it: its lease lapses, another worker
    /// drives the run to its end, and then the first one does the step's work all the same. Both serve the same hosts.
    /// </summary>
    public async Task<(PipelineRun Run, IReadOnlyList<StepRecord> Records)> TryTakenOverAsync(int stepIndex)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Deadline);
        var oblivious = await EquipAsync(Options with { Lease = TimeSpan.FromHours(2), Heartbeat = TimeSpan.FromHours(1) });
        async Task TakeOverAsync()
        {
            await LetTimePassAsync();
            for (var (run, _) = await ReadAsync(arranged.Run); run.EndedAt is null; (run, _) = await ReadAsync(arranged.Run))
            {
                limit.Token.ThrowIfCancellationRequested();
                await DriveOnceAsync(oblivious, arranged.Run, new Unbent(), limit.Token);
                await LetTimePassAsync();
            }
        }

        var overtaken = new Overtaken(stepIndex, TakeOverAsync);
        while (!overtaken.HasActed)
        {
            limit.Token.ThrowIfCancellationRequested();
            await DriveOnceAsync(oblivious, arranged.Run, overtaken, limit.Token);
            await LetTimePassAsync();
        }

        return await TryAsync(new Unbent());
    }

    public async Task ShouldBeDoneAsync((PipelineRun Run, IReadOnlyList<StepRecord> Records) ended)
    {
        Assert.True(ended.Run.Status == RunStatus.Done, $"{ended.Run.Status}: {ended.Run.Reason}\n{RunStory.Tell(ended.Records)}");
        Assert.Equal(
            pipeline.Steps.Where(step => !step.IsEpilogue).Select(step => step.Name),
            ended.Records.Where(record => record is { Undo: false, Outcome: "done" }).Select(record => record.StepName));
        Assert.Empty(await arranged.AfterSuccess.ViolationsAsync(TestContext.Current.CancellationToken));
        await ShouldBeToldOnceAsync(ended.Run);
    }

    /// <summary>It failed at that very step, for the injected reason, was undone from there to the first, and left nothing.</summary>
    public async Task ShouldHaveFailedAtAsync(int stepIndex, string stepName, (PipelineRun Run, IReadOnlyList<StepRecord> Records) ended)
    {
        Assert.True(ended.Run.Status == RunStatus.Failed, $"{ended.Run.Status}\n{RunStory.Tell(ended.Records)}");
        Assert.Equal(new InjectedFault().Code, ended.Run.ErrorCode);
        var failed = ended.Records.Last(record => record is { Undo: false, Outcome: "failed" });
        Assert.Equal((stepIndex, stepName), (failed.StepIndex, failed.StepName));
        Assert.Equal(
            Enumerable.Range(0, stepIndex + 1).Reverse(),
            ended.Records.Where(record => record is { Undo: true, Outcome: "done" }).Select(record => record.StepIndex));
        var violations = await arranged.AfterFailure.ViolationsAsync(TestContext.Current.CancellationToken);
        Assert.True(violations.Count == 0, $"{string.Join('\n', violations)}\n{RunStory.Tell(ended.Records)}");
        await ShouldBeToldOnceAsync(ended.Run);
    }

    /// <summary>Whoever listens hears once how an action ended; of a volume snapshot that was deleted, by what became of its disk.</summary>
    private async Task ShouldBeToldOnceAsync(PipelineRun run)
    {
        if (run.ActionId is not { } id)
        {
            return;
        }

        await using var db = PersistenceServices.Open(database);
        var action = await db.Actions.AsNoTracking().SingleAsync(a => a.Id == id);
        var told = (await db.Events.AsNoTracking().ToListAsync())
            .Where(e => JsonElement.Parse(e.Data).TryGetProperty("action_id", out var about) && about.ValueKind == JsonValueKind.Number && about.GetInt64() == id.Value)
            .Select(e => e.Type).ToList();
        var ends = told.Where(type => type is not (EventTypes.ScrubCompleted or EventTypes.ScrubDeclined)).ToList();
        Assert.True(
            action.ResourceType == ResourceTypes.VolumeSnapshot ? told is [EventTypes.ScrubCompleted] : ends.Count == 1,
            $"the end of {action.Type} of a {action.ResourceType} was told as: {string.Join(", ", told)}");
    }

    /// <summary>Lets an operator end the run in front, which is stuck before it has made anything.</summary>
    public async Task AbandonAsync(PipelineRun front)
    {
        await using var db = PersistenceServices.Open(database);
        await db.Database.ExecuteSqlAsync($"update runs set status = 'stuck', step_index = 1, failures = 8 where id = {front.Id.Value}");
        Assert.True(await RunInterventions.AbandonAsync(db, front, DateTimeOffset.UtcNow, TestContext.Current.CancellationToken));
    }

    /// <summary>Every action ended, and each that failed says why with the name of an error.</summary>
    public async Task ShouldHaveEndedTruthfullyAsync((PipelineRun Run, IReadOnlyList<StepRecord> Records) ended)
    {
        Assert.True(ended.Run.EndedAt is not null, $"{ended.Run.Status}: {ended.Run.Reason}\n{RunStory.Tell(ended.Records)}");
        await using var db = PersistenceServices.Open(database);
        var untold = await db.Actions.AsNoTracking()
            .Where(a => a.Status == ActionStatus.InProgress || a.ErrorCode == RunFailure.InternalErrorCode).ToListAsync();
        Assert.True(
            untold.Count == 0, $"{string.Join('\n', untold.Select(a => $"action {a.Id} ({a.Type}) is {a.Status}: {a.ErrorCode}"))}\n{RunStory.Tell(ended.Records)}");
    }

    public async Task ShouldHaveLeftNothingAsync()
    {
        var violations = await arranged.InAnyCase.ViolationsAsync(TestContext.Current.CancellationToken);
        Assert.True(violations.Count == 0, string.Join('\n', violations));
    }

    public async ValueTask DisposeAsync()
    {
        await arranged.DisposeAsync();
        await database.DisposeAsync();
    }

    private async Task<(PipelineRun Run, IReadOnlyList<StepRecord> Records)> DriveToEndAsync(
        RunId id, IStepInterceptor interceptor, CancellationToken limit)
    {
        while (true)
        {
            await DriveUntilKilledAsync(id, interceptor, limit);
            var (run, records) = await ReadAsync(id);
            if (run.EndedAt is not null)
            {
                return (run, records);
            }

            if (run.Status == RunStatus.Stuck || limit.IsCancellationRequested)
            {
                Assert.Fail($"{run.Pipeline} did not end: {run.Status} at step {run.StepIndex}, {run.Reason}\n{RunStory.Tell(records)}");
            }

            await LetTimePassAsync();
        }
    }

    private async Task DriveUntilKilledAsync(RunId id, IStepInterceptor interceptor, CancellationToken ct) =>
        await DriveOnceAsync(await EquipAsync(Options), id, interceptor, ct);

    /// <summary>What a process has: hosts opened from their disks, and nothing in memory.</summary>
    private async Task<ServiceCollection> EquipAsync(RunOptions options)
    {
        var services = new ServiceCollection();
        services.AddLogging().AddPersistence(connectionString).AddRuns(options).AddPipelineEngine();
        await arranged.AddServicesAsync(services);
        if (services.All(service => service.ImplementationType != pipeline.GetType()))
        {
            services.AddSingleton(pipeline);
        }

        return services;
    }

    private async Task DriveOnceAsync(ServiceCollection equipment, RunId id, IStepInterceptor interceptor, CancellationToken ct)
    {
        IServiceCollection services = new ServiceCollection();
        foreach (var service in equipment)
        {
            services.Add(service);
        }

        await using var worker = services.AddSingleton(interceptor).BuildServiceProvider();
        WorkersStarted++;
        try
        {
            await worker.GetRequiredService<IRunDriver>().DriveAsync(id, ct);
        }
        catch (WorkerKilledException)
        {
            // As dead as a process: whatever it knew is gone with its services.
        }
    }

    /// <summary>Long enough for any lease to lapse and any run to fall due.</summary>
    private async Task LetTimePassAsync()
    {
        await using var command = database.CreateCommand(
            """
            update runs set due_at = least(due_at, now()), dispatched_at = null,
              lease_until = case when lease_owner is null then null else least(lease_until, now() - interval '1 second') end
            """);
        await command.ExecuteNonQueryAsync();
    }

    private async Task<RunId?> NextOpenAsync()
    {
        await using var db = PersistenceServices.Open(database);
        var open = await db.Runs.AsNoTracking().Where(run => run.EndedAt == null).OrderBy(run => run.CreatedAt).FirstOrDefaultAsync();
        return open?.Id;
    }

    private async Task<(PipelineRun Run, IReadOnlyList<StepRecord> Records)> ReadAsync(RunId id)
    {
        await using var db = PersistenceServices.Open(database);
        return (
            await db.Runs.AsNoTracking().SingleAsync(run => run.Id == id),
            await db.RunSteps.AsNoTracking().Where(step => step.RunId == id).OrderBy(step => step.Id).ToListAsync());
    }
}
