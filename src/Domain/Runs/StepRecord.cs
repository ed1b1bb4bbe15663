namespace CloudControl.Domain.Runs;

/// <summary>
/// One stored outcome of one step: the story of a run is its records in order. The same outcome of the same step again is counted, not
/// recorded anew, so that a run that waits for days has a story one can read.
/// </summary>
public sealed class StepRecord
{
    private StepRecord()
    {
    }

    public long Id { get; private init; }

    public RunId RunId { get; private init; }

    public int StepIndex { get; private init; }

    public string StepName { get; private init; } = "";

    /// <summary>True for an undo.</summary>
    public bool Undo { get; private init; }

    /// <summary><c>done</c>, <c>again</c> or <c>failed</c>.</summary>
    public string Outcome { get; private init; } = "";

    /// <summary>How often in a row; at least 1.</summary>
    public int Times { get; private init; } = 1;

    /// <summary>Why again, or what failed; the latest of <see cref="Times"/>.</summary>
    public string? Detail { get; private init; }

    /// <summary>The attempt that wrote it last.</summary>
    public int Attempt { get; private init; }

    /// <summary>When it was written last, by the database's clock.</summary>
    public DateTimeOffset At { get; private init; }
}
