using CloudControl.Domain.Runs;
using CloudControl.Infrastructure.Metrics;
using CloudControl.Infrastructure.Persistence;
using CloudControl.Infrastructure.Runs;

namespace CloudControl.Workers.Pipelines;

/// <summary>
/// Drives a run: claims it, walks its list, stores every outcome before the next step starts, and gives it back when it ends, waits
/// or the worker stops. What an outcome means is decided in <see cref="Walk"/>; this class sees to it that the decision is written
/// before it is acted on, by the one worker that holds the run.
/// <code>
///   claim ──► step ──► store outcome and place, fenced ──► step ──► … ──► give back
///     └────────────── heartbeat, in the background ────────────────────────┘
/// </code>
/// A crash between a step and its outcome repeats the step. A crash anywhere else loses nothing. While the database is away the runner
/// waits for it, with its hands in its lap, for as long as the lease holds; from then on the run is whoever's finds the database first.
/// </summary>
public sealed class PipelineRunner(
    PipelineRegistry pipelines, RunStore store, RunOptions options, IServiceScopeFactory scopes, TimeProvider clock,
    IEnumerable<IStepInterceptor> interceptors, RunMetrics metrics, WorkerIdentity worker, ILogger<PipelineRunner> log) : IRunDriver
{
    private readonly IStepInterceptor? interceptor = interceptors.SingleOrDefault();

    /// <inheritdoc/>
    /// <param name="run">The run.</param>
    /// <param name="ct">Cancelled when the worker stops: the step under way is interrupted and the run given back.</param>
    public async Task DriveAsync(RunId run, CancellationToken ct)
    {
        if (await ClaimAsync(run, ct) is not { } claimed)
        {
            return;
        }

        if (pipelines.Find(claimed.Pipeline) is not { } pipeline || claimed.Progress.StepIndex >= pipeline.Steps.Count)
        {
            log.LogWarning("Run {Run} is left alone: {Pipeline} at step {Step} is not known to this version", run, claimed.Pipeline, claimed.Progress.StepIndex);
            await store.GiveBackAsync(claimed.Fence, options.UnknownPipelineRetry, CancellationToken.None);
            return;
        }

        await using var lease = new RunLease(store, claimed.Fence, options, clock, ct);
        await WalkAsync(claimed, pipeline, lease);
    }

    private async Task WalkAsync(ClaimedRun claimed, IPipeline pipeline, RunLease lease)
    {
        var progress = claimed.Progress;
        var agains = claimed.AgainsInARow;
        var turnBegan = clock.GetTimestamp();
        while (!lease.Interrupted.IsCancellationRequested)
        {
            var undo = Walk.IsUndoing(pipeline, progress);
            var step = pipeline.Steps[progress.StepIndex];
            if (!undo && step.IsEpilogue)
            {
                progress = progress with { StepIndex = progress.StepIndex + 1 };
                continue;
            }

            var call = new StepCall(claimed.Fence.Run, pipeline.Name, progress.StepIndex, step.Name, undo);
            if (await CallAsync(call, step, pipeline, progress, lease) is not var (outcome, state))
            {
                break;
            }

            var move = Walk.After(pipeline, progress with { State = state, Work = outcome.Work }, outcome, agains, options);
            var stands = Counted(pipeline, move.Progress);
            var turnIsOver = clock.GetElapsedTime(turnBegan) > options.LongestTurn && outcome.Verdict == StepVerdict.Again;
            var rest = move.Rest ?? (turnIsOver ? TimeSpan.Zero : null);
            var story = new StepStory(call.StepIndex, call.StepName, undo, outcome.Verdict.ToString().ToLowerInvariant(), outcome.Why);
            if (!await StoreAsync(lease, claimed.Fence, story, stands, rest))
            {
                LogLost(call);
                return;
            }

            if (interceptor is not null)
            {
                await interceptor.StoredAsync(call, outcome);
            }

            LogChange(call, progress, move.Progress);
            if (move.Progress.HasEnded)
            {
                metrics.Ended(pipeline.Name, move.Progress.Status == RunStatus.Done ? "done" : "failed");
            }

            if (rest is not null || move.Progress.HasEnded)
            {
                return;
            }

            agains = outcome.Verdict == StepVerdict.Again ? agains + 1 : 0;
            progress = move.Progress;
        }

        if (!lease.IsLost)
        {
            await store.GiveBackAsync(claimed.Fence, TimeSpan.Zero, CancellationToken.None);
        }
    }

    /// <summary>Claims a run. A database that is away is asked again until the run would be handed out anew anyway.</summary>
    private async Task<ClaimedRun?> ClaimAsync(RunId run, CancellationToken ct)
    {
        var began = clock.GetTimestamp();
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await store.ClaimAsync(run, worker.Name, ct);
            }
            catch (Exception e) when (DatabaseAway.IsCauseOf(e) && clock.GetElapsedTime(began) < options.DispatchAgainAfter)
            {
                await Task.Delay(options.Reconnect.Delay(tries), clock, ct);
            }
        }
    }

    /// <summary>
    /// Stores an outcome. A database that is away is asked again for as long as the lease holds: to store twice what was stored, though
    /// the answer was lost, changes nothing.
    /// </summary>
    /// <returns>False when the run is somebody else's by now, or may be.</returns>
    private async Task<bool> StoreAsync(RunLease lease, Fence fence, StepStory story, RunProgress stands, TimeSpan? rest)
    {
        for (var tries = 1; !lease.IsLost; tries++)
        {
            try
            {
                return await store.StoreOutcomeAsync(fence, story, stands, rest, CancellationToken.None);
            }
            catch (Exception e) when (DatabaseAway.IsCauseOf(e) && !lease.Interrupted.IsCancellationRequested)
            {
                log.LogWarning("What {Step} of run {Run} came to is not stored yet: {Why}", story.StepName, fence.Run, e.GetBaseException().Message);
                await Task.Delay(options.Reconnect.Delay(tries), clock, lease.Interrupted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        return false;
    }

    /// <summary>Calls a step with the state as it is stored, whatever an earlier call in this process did to its own copy.</summary>
    /// <returns>What it came to and the state to store; null when it was interrupted, which is no outcome.</returns>
    /// <exception cref="TimeoutException">It was interrupted and did not stop: nobody may take the run until its lease has lapsed.</exception>
    private async Task<(StepOutcome Outcome, string State)?> CallAsync(
        StepCall call, PipelineStep step, IPipeline pipeline, RunProgress progress, RunLease lease)
    {
        var state = progress.State;
        async Task<StepOutcome> StepAsync()
        {
            var copy = pipeline.ReadState(progress.State);
            await using var scope = scopes.CreateAsyncScope();
            var outcome = call.Undo
                ? await step.UndoAsync(scope.ServiceProvider, copy, FailureOf(progress), lease.Interrupted)
                : await step.DoAsync(scope.ServiceProvider, copy, lease.Interrupted);
            state = pipeline.WriteState(copy);
            return outcome;
        }

        using var patience = new CancellationTokenSource();
        await using var interruption = lease.Interrupted.Register(() => patience.CancelAfter(options.StopLimit));
        Task<StepOutcome>? work = null;
        try
        {
            work = interceptor is null ? StepAsync() : interceptor.CallAsync(call, StepAsync);
            return (await work.WaitAsync(patience.Token), state);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested && work is { IsCompleted: false })
        {
            throw new TimeoutException($"{call.StepName} of run {call.Run} did not stop within {options.StopLimit}");
        }
        catch (Exception) when (lease.Interrupted.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception e)
        {
            log.LogError(e, "{Step} of run {Run} ({Pipeline}) threw, undo: {Undo}", call.StepName, call.Run, call.Pipeline, call.Undo);
            return (StepOutcome.Threw(e), progress.State);
        }
    }

    /// <summary>The same with its steps counted, for whoever watches: an epilogue is no step to a customer.</summary>
    private static RunProgress Counted(IPipeline pipeline, RunProgress run) => run with
    {
        StepsDone = pipeline.Steps.Take(run.StepIndex).Count(step => !step.IsEpilogue),
        StepsTotal = pipeline.Steps.Count(step => !step.IsEpilogue),
    };

    private static RunFailure FailureOf(RunProgress run) =>
        new(run.ErrorCode ?? RunFailure.InternalErrorCode, run.ErrorMessage ?? RunFailure.InternalErrorMessage, run.Reason ?? "");

    private void LogLost(StepCall call) => log.LogWarning(
        "Run {Run} ({Pipeline}) is somebody else's by now: what {Step} came to is not stored", call.Run, call.Pipeline, call.StepName);

    private void LogChange(StepCall call, RunProgress before, RunProgress after)
    {
        if (after.Status == before.Status)
        {
            return;
        }

        var level = after.Status is RunStatus.Undoing or RunStatus.Failed ? LogLevel.Warning : after.Status == RunStatus.Stuck ? LogLevel.Error : LogLevel.Information;
        log.Log(level, "Run {Run} ({Pipeline}) is {Status} after {Step}: {Reason}", call.Run, call.Pipeline, after.Status, call.StepName, after.Reason);
    }
}
