using CloudControl.Domain.Runs;
using CloudControl.Infrastructure.Runs;

namespace CloudControl.Workers.Pipelines;

/// <summary>What follows from an outcome.</summary>
/// <param name="Progress">Where the run stands now.</param>
/// <param name="Rest">Null: go on at once. Otherwise the run is given back and comes again after this time.</param>
internal readonly record struct Move(RunProgress Progress, TimeSpan? Rest = null);

/// <summary>
/// The rules of a run, as a pure function of where it stands and what its step came to:
/// <code>
///            Done           Again        Failed                  threw
/// forward    next step      this again   turn round, here        this again; at the limit turn round, here
/// committed  next step      this again   this again, for ever    this again, for ever     (stuck at the limit)
/// undoing    step before    this again   this again, for ever    this again, for ever     (stuck at the limit)
/// </code>
/// Turning round does not move: undo begins with the failed step, which may have done half its work.
/// </summary>
internal static class Walk
{
    /// <summary>Whether the step the run is at is to be undone. A stuck run was undoing unless it is past the commit point.</summary>
    public static bool IsUndoing(IPipeline pipeline, RunProgress run) =>
        run.Status == RunStatus.Undoing || (run.Status == RunStatus.Stuck && run.StepIndex < pipeline.CommitIndex);

    /// <param name="pipeline">The list.</param>
    /// <param name="run">Where the run stood when the step was called, with the state as the step left it.</param>
    /// <param name="outcome">What the step came to.</param>
    /// <param name="againsInARow">How often it said again just before.</param>
    /// <param name="options">Limits and delays.</param>
    public static Move After(IPipeline pipeline, RunProgress run, StepOutcome outcome, int againsInARow, RunOptions options)
    {
        var undoing = IsUndoing(pipeline, run);
        return outcome.Verdict switch
        {
            StepVerdict.Done when undoing => new(Back(run)),
            StepVerdict.Done => new(Onward(pipeline, run)),
            StepVerdict.Again => Wait(run, undoing, outcome, againsInARow, options),
            _ when undoing || run.StepIndex >= pipeline.CommitIndex => Persist(run, undoing, outcome, options),
            _ when outcome.Error is null && run.Failures + 1 < options.ExceptionsUntilFailed => Retry(run, outcome, options),
            _ => new(TurnRound(run, outcome)),
        };
    }

    private static RunProgress Onward(IPipeline pipeline, RunProgress run)
    {
        var next = run.StepIndex + 1;
        var status = next == pipeline.Steps.Count ? RunStatus.Done : RunStatus.Forward;
        return run with { Status = status, StepIndex = next, Failures = 0, Reason = null };
    }

    private static RunProgress Back(RunProgress run) => run.StepIndex == 0
        ? run with { Status = RunStatus.Failed, Failures = 0 }
        : run with { Status = RunStatus.Undoing, StepIndex = run.StepIndex - 1, Failures = 0 };

    /// <summary>To say again is to be well: it ends a row of failures, and a stuck run is not stuck any more.</summary>
    private static Move Wait(RunProgress run, bool undoing, StepOutcome outcome, int againsInARow, RunOptions options)
    {
        var waiting = run with { Status = Direction(undoing), Failures = 0, Reason = undoing ? run.Reason : outcome.Why };
        var after = outcome.After ?? options.Again.Delay(againsInARow + 1);
        return new(waiting, after > TimeSpan.Zero ? after : null);
    }

    private static Move Retry(RunProgress run, StepOutcome outcome, RunOptions options)
    {
        var failures = run.Failures + 1;
        return new(run with { Failures = failures, Reason = outcome.Why }, options.Retry.Delay(failures));
    }

    private static Move Persist(RunProgress run, bool undoing, StepOutcome outcome, RunOptions options)
    {
        var failures = run.Failures + 1;
        var stuck = failures >= options.FailuresUntilStuck;
        var persisting = run with
        {
            Status = stuck ? RunStatus.Stuck : Direction(undoing),
            Failures = failures,
            Reason = undoing ? run.Reason : outcome.Why,
        };
        return new(persisting, stuck ? options.StuckRetry : options.Retry.Delay(failures));
    }

    private static RunProgress TurnRound(RunProgress run, StepOutcome outcome)
    {
        var error = outcome.Error ?? outcome.IfItLasts;
        return run with
        {
            Status = RunStatus.Undoing,
            Failures = 0,
            Reason = outcome.Why,
            ErrorCode = error?.Code ?? RunFailure.InternalErrorCode,
            ErrorMessage = error?.Message ?? RunFailure.InternalErrorMessage,
        };
    }

    private static RunStatus Direction(bool undoing) => undoing ? RunStatus.Undoing : RunStatus.Forward;
}
