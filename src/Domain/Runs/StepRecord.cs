namespace CloudControl.Domain.Runs;

/// <summary>One stored outcome of one step: the story of a run is its records in order.</summary>
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

    /// <summary>Why again, or what failed.</summary>
    public string? Detail { get; private init; }

    /// <summary>The attempt that wrote it.</summary>
    public int Attempt { get; private init; }

    public DateTimeOffset At { get; private init; }
}
