using CloudControl.Domain.Actions;

namespace CloudControl.Domain.Runs;

/// <summary>Names a run: what a job engine is given, and all it is given.</summary>
public readonly record struct RunId(Guid Value)
{
    public static RunId New() => new(Guid.CreateVersion7());

    public override string ToString() => Value.ToString("n");
}

/// <summary>Where a run stands.</summary>
public enum RunStatus
{
    /// <summary>Its steps are being done.</summary>
    Forward,

    /// <summary>A step failed; what was done is being undone, from the failed step back to the first.</summary>
    Undoing,

    /// <summary>Every step was done.</summary>
    Done,

    /// <summary>Everything was undone.</summary>
    Failed,

    /// <summary>
    /// It cannot go on by itself: an undo, or a step after a commit point, keeps failing. Tried again now and then, listed for
    /// operators; its extents stay quarantined.
    /// </summary>
    Stuck,
}

/// <summary>Which runs of one host go first. Lower goes first: creates before power, scrubs after both, and what nobody asked for last.</summary>
public enum RunPriority
{
    Create = 0,
    Normal = 1,
    Scrub = 2,
    Housekeeping = 3,
}

/// <summary>
/// One walk through a pipeline. Recorded in the transaction of whoever wants it; the row is the whole truth about it, so a lost or
/// doubled job does no harm. Leases, attempts and outcomes are written by <c>Infrastructure/Runs</c> alone, with SQL that checks the
/// attempt number.
/// </summary>
public sealed class PipelineRun
{
    private PipelineRun()
    {
    }

    public RunId Id { get; private init; }

    /// <summary>Name and version of its step list, such as <c>create-droplet.v1</c>.</summary>
    public string Pipeline { get; private init; } = "";

    /// <summary>The queue it waits in: the name of its host.</summary>
    public string Queue { get; private init; } = "";

    public RunPriority Priority { get; private init; }

    /// <summary>The action it carries out; null for housekeeping.</summary>
    public ActionId? ActionId { get; private init; }

    /// <summary>What it works on, such as <c>droplet:1000042</c>: a run waits for earlier open ones on the same subject.</summary>
    public string Subject { get; private init; } = "";

    /// <summary>The pipeline's state: a JSON object, stored with every outcome.</summary>
    public string State { get; private init; } = "{}";

    public RunStatus Status { get; private init; } = RunStatus.Forward;

    /// <summary>Index of the step to do or undo next.</summary>
    public int StepIndex { get; private init; }

    /// <summary>Steps done and not undone, of <see cref="StepsTotal"/>: what a customer watches.</summary>
    public int StepsDone { get; private init; }

    /// <summary>Steps of its list; null until a worker stored the first outcome.</summary>
    public int? StepsTotal { get; private init; }

    /// <summary>Bytes a long step has done so far; null when none reported any.</summary>
    public long? BytesDone { get; private init; }

    /// <summary>Bytes that step has to do in all.</summary>
    public long? BytesTotal { get; private init; }

    /// <summary>Failures in a row of the step at <see cref="StepIndex"/>.</summary>
    public int Failures { get; private init; }

    /// <summary>
    /// The fencing token: raised by every claim. A write by a worker whose attempt is not the row's is refused, so a worker that lost
    /// its lease and does not know it changes nothing.
    /// </summary>
    public int Attempt { get; private init; }

    /// <summary>Who drives it now; null when nobody does.</summary>
    public string? LeaseOwner { get; private init; }

    public DateTimeOffset? LeaseUntil { get; private init; }

    /// <summary>When it was handed to a job engine; null again once it was claimed.</summary>
    public DateTimeOffset? DispatchedAt { get; private init; }

    /// <summary>Not before this.</summary>
    public DateTimeOffset DueAt { get; private init; }

    /// <summary>
    /// For operators: why it waits or is stuck, as long as it goes forward; once it turned round, why it did. What an undo waits for
    /// is in the run's story.
    /// </summary>
    public string? Reason { get; private init; }

    /// <summary>The code of the error that turned it round, such as <c>no_free_extents</c>.</summary>
    public string? ErrorCode { get; private init; }

    /// <summary>That error in words for the customer.</summary>
    public string? ErrorMessage { get; private init; }

    /// <summary>By the database's clock, whatever the recording process believes: the order of runs on one subject hangs on it.</summary>
    public DateTimeOffset CreatedAt { get; private init; }

    public DateTimeOffset? EndedAt { get; private init; }

    /// <param name="pipeline">Name and version of the step list.</param>
    /// <param name="queue">The host whose worker drives it.</param>
    /// <param name="subject">What it works on; runs on one subject go one after the other, in order of creation.</param>
    /// <param name="stateJson">The pipeline's initial state.</param>
    /// <param name="action">The action it carries out.</param>
    /// <param name="priority">Its place among the host's runs.</param>
    /// <param name="now">The time.</param>
    public static PipelineRun Of(
        string pipeline, string queue, string subject, string stateJson, ActionId? action, RunPriority priority, DateTimeOffset now) => new()
        {
            Id = RunId.New(),
            Pipeline = pipeline,
            Queue = queue,
            Subject = subject,
            State = stateJson,
            ActionId = action,
            Priority = priority,
            DueAt = now,
            CreatedAt = now,
        };
}
