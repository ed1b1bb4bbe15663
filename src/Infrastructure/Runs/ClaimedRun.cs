using CloudControl.Domain.Runs;

namespace CloudControl.Infrastructure.Runs;

/// <summary>
/// The right to write to a run: valid while the run's attempt and owner are these. Every write names it, so a worker that lost its
/// lease and does not know it yet writes nothing.
/// </summary>
public readonly record struct Fence(RunId Run, string Owner, int Attempt);

/// <summary>Where a run stands, as far as its worker decides it.</summary>
/// <param name="State">The pipeline's state, JSON.</param>
/// <param name="Status">Its status.</param>
/// <param name="StepIndex">The step to do or undo next.</param>
/// <param name="Failures">Failures in a row of that step.</param>
/// <param name="Reason">For operators: why it turned round, waits or is stuck.</param>
/// <param name="ErrorCode">What turned it round, for machines.</param>
/// <param name="ErrorMessage">The same for the customer.</param>
public sealed record RunProgress(
    string State, RunStatus Status, int StepIndex, int Failures, string? Reason, string? ErrorCode, string? ErrorMessage)
{
    /// <summary>Steps done and not undone, for whoever watches.</summary>
    public int StepsDone { get; init; }

    /// <summary>Steps of the list.</summary>
    public int StepsTotal { get; init; }

    /// <summary>How far a long step is; null when the last one called did not say.</summary>
    public WorkDone? Work { get; init; }

    public bool HasEnded => Status is RunStatus.Done or RunStatus.Failed;
}

/// <summary>A run a worker holds.</summary>
/// <param name="Fence">What its writes are checked against.</param>
/// <param name="Pipeline">Name and version of its step list.</param>
/// <param name="Queue">Its queue.</param>
/// <param name="Progress">Where it stands.</param>
/// <param name="AgainsInARow">How often the step to do next said <c>again</c> just before.</param>
public sealed record ClaimedRun(Fence Fence, string Pipeline, string Queue, RunProgress Progress, int AgainsInARow);

/// <summary>What one call of a step came to, for the run's story.</summary>
/// <param name="StepIndex">The step's place in the list.</param>
/// <param name="StepName">Its name.</param>
/// <param name="Undo">True for an undo.</param>
/// <param name="Outcome"><c>done</c>, <c>again</c> or <c>failed</c>.</param>
/// <param name="Detail">Why again, or what failed.</param>
public sealed record StepStory(int StepIndex, string StepName, bool Undo, string Outcome, string? Detail);
