namespace CloudControl.Domain.Hosts;

/// <summary>What a host and the database's account of it disagree about.</summary>
public enum FindingKind
{
    /// <summary>A volume is on the host and the database has never heard of it. Never freed: nobody knows whose it is.</summary>
    OrphanedVolume,

    /// <summary>The database says that a volume is ready, and the host has no such volume.</summary>
    MissingVolume,

    /// <summary>Both know the volume, and not as the same thing: its size, its state, or on which host it lies.</summary>
    VolumeDiffers,

    /// <summary>A volume was ordered and no run makes it any more.</summary>
    UnfinishedVolume,

    /// <summary>The host's account does not add up to what its volumes hold.</summary>
    AccountDrift,

    /// <summary>The host has fewer extents than are promised.</summary>
    CapacityLost,

    /// <summary>Extents stay quarantined because their scrub keeps failing.</summary>
    ScrubFailing,

    /// <summary>It is to be removed, and not every extent on it is free and clean.</summary>
    NotEmpty,
}

/// <summary>
/// Something a reconciler saw on a host and may not put right by itself. It is kept as long as it is seen: an operator's list of what to
/// look at.
/// </summary>
public sealed class HostFinding
{
    private HostFinding()
    {
    }

    public string HostName { get; private init; } = "";

    public FindingKind Kind { get; private init; }

    /// <summary>What it is about, such as <c>volume:0192…</c> or <c>host:nyc3-01</c>. One finding for each kind and subject.</summary>
    public string Subject { get; private init; } = "";

    /// <summary>What was seen, in a sentence for an operator.</summary>
    public string Detail { get; private set; } = "";

    public DateTimeOffset FirstSeenAt { get; private init; }

    public static HostFinding Of(string hostName, FindingKind kind, string subject, string detail, DateTimeOffset now) => new()
    {
        HostName = hostName,
        Kind = kind,
        Subject = subject,
        Detail = detail,
        FirstSeenAt = now,
    };

    /// <summary>Seen again, perhaps with other particulars.</summary>
    public void SeenAgain(string detail) => Detail = detail;
}
