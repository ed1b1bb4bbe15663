namespace CloudControl.Infrastructure.Runs;

/// <summary>Every limit, delay and lease of runs. The defaults are for production; tests wait less.</summary>
public sealed record RunOptions
{
    /// <summary>How long a claim holds without a heartbeat: what a killed worker costs its runs.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How often a lease is renewed while a step runs; several times per <see cref="Lease"/>.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Runs driven at one time on one queue, whatever the number of workers that serve it.</summary>
    public int RunsPerQueue { get; init; } = 4;

    /// <summary>
    /// Of <see cref="RunsPerQueue"/>, how many places scrubs leave free: an order does not wait for a slice of somebody's scrub to end.
    /// </summary>
    public int PlacesKeptFromScrubs { get; init; } = 1;

    /// <summary>The same, where a queue has places to spare.</summary>
    internal int KeptFromScrubs => Math.Min(PlacesKeptFromScrubs, RunsPerQueue - 1);

    /// <summary>Hands a run to the engine again when nobody claimed it for this long: the engine lost it.</summary>
    public TimeSpan DispatchAgainAfter { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Runs handed to the engine by one sweep.</summary>
    public int DispatchBatch { get; init; } = 100;

    /// <summary>The sweep's pace when nothing announces itself.</summary>
    public TimeSpan Sweep { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long <c>Again</c> waits when the step does not say; grows with every repetition.</summary>
    public Backoff Again { get; init; } = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(10));

    /// <summary>How long a failed call waits for the next.</summary>
    public Backoff Retry { get; init; } = new(TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(30));

    /// <summary>Between two tries to reach a database that is away.</summary>
    public Backoff Reconnect { get; init; } = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(1));

    /// <summary>Exceptions in a row after which a step before the commit point counts as failed.</summary>
    public int ExceptionsUntilFailed { get; init; } = 5;

    /// <summary>Failures in a row after which an undo, or a step after the commit point, is listed as stuck.</summary>
    public int FailuresUntilStuck { get; init; } = 8;

    /// <summary>How long a stuck run waits for its next try.</summary>
    public TimeSpan StuckRetry { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a worker leaves a run alone whose pipeline it does not know: another version may.</summary>
    public TimeSpan UnknownPipelineRetry { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long a run may go on with <c>Again(…, after: zero)</c> before it is given back for a moment, so that runs of a higher
    /// priority on its queue get their turn.
    /// </summary>
    public TimeSpan LongestTurn { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a stopping worker waits for the step under way to notice.</summary>
    public TimeSpan StopLimit { get; init; } = TimeSpan.FromSeconds(4);
}

/// <summary>A delay that doubles with every repetition, up to a cap, and is never quite the same for two runs.</summary>
/// <param name="First">The first delay.</param>
/// <param name="Cap">No delay is longer.</param>
public sealed record Backoff(TimeSpan First, TimeSpan Cap)
{
    /// <summary>Doublings past this change nothing but overflow.</summary>
    private const int MostDoublings = 30;

    /// <summary>Between half and all of the nominal delay.</summary>
    /// <param name="repetition">1 for the first delay.</param>
    public TimeSpan Delay(int repetition)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(repetition, 1);
        var nominal = Math.Min(First.TotalMilliseconds * Math.Pow(2, Math.Min(repetition - 1, MostDoublings)), Cap.TotalMilliseconds);
        return TimeSpan.FromMilliseconds(nominal * (0.5 + (Random.Shared.NextDouble() / 2)));
    }
}
