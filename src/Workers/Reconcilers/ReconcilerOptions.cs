namespace CloudControl.Workers.Reconcilers;

/// <summary>Every pace and limit of the reconcilers. The defaults are for production; tests wait less.</summary>
public sealed record ReconcilerOptions
{
    /// <summary>Between two looks at the hosts when nothing signals one.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>A host is idle when no run of its queue was open for so long. Only then does it clean by itself.</summary>
    public TimeSpan IdleAfter { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Runs started by one look at one host.</summary>
    public int ReturnsPerLook { get; init; } = 100;

    /// <summary>Findings kept of one host: more than anybody reads.</summary>
    public int MostFindings { get; init; } = 200;
}
