namespace CloudControl.Api.Waiting;

/// <summary>How many requests may wait, and for how long: the section <c>Waiting</c> of the configuration. All counts are for one process.</summary>
public sealed class WaitingLimits
{
    /// <summary>Longest wait for an action's end, in seconds; below the idle time-outs of common proxies.</summary>
    public const int LongestWaitSeconds = 60;

    /// <summary>Requests that wait for an action's end.</summary>
    public int Actions { get; set; } = 1000;

    /// <summary>Those of one token.</summary>
    public int ActionsPerToken { get; set; } = 50;

    /// <summary>Streams of events.</summary>
    public int Streams { get; set; } = 500;

    /// <summary>Those of one account.</summary>
    public int StreamsPerAccount { get; set; } = 8;

    /// <summary>Seconds between two signs of life on a stream that has nothing to tell.</summary>
    public double HeartbeatSeconds { get; set; } = 15;
}
