using System.Text.RegularExpressions;
using CloudControl.Domain.Storage;

namespace CloudControl.Domain.Hosts;

/// <summary>Whether a host takes new volumes. Being away is no state: a host is away when nobody was seen serving it.</summary>
public enum HostState
{
    Serving,

    /// <summary>It takes no orders; what is on it goes on as before.</summary>
    Draining,

    /// <summary>As draining, until its worker has seen that every extent is free and clean.</summary>
    Removing,

    /// <summary>Nobody serves it any more, and its name is never used again.</summary>
    Removed,
}

/// <summary>A machine with storage. Its name is also the name of its queue of runs.</summary>
public sealed partial class Host
{
    /// <summary>Longest name, in characters: it is part of a socket's path, which the kernel keeps short.</summary>
    public const int LongestName = 40;

    /// <summary>What a host has until its worker says what it really has.</summary>
    private const int UsualChunkBytes = 64 << 10;
    private static readonly ByteSize UsualExtent = ByteSize.FromMiB(4);

    /// <summary>Without a sign of life for longer than this a host is away: its runs wait. Workers report many times as often.</summary>
    public static readonly TimeSpan AwayAfter = TimeSpan.FromSeconds(15);

    private Host()
    {
    }

    /// <summary>Lower-case letters, digits and dashes, such as <c>nyc3-01</c>.</summary>
    public string Name { get; private init; } = "";

    public string RegionSlug { get; private init; } = "";

    public HostState State { get; private set; } = HostState.Serving;

    public long ExtentBytes { get; private set; }

    /// <summary>Unit of copying of its volumes.</summary>
    public int ChunkBytes { get; private set; }

    public long TotalExtents { get; private set; }

    /// <summary>
    /// Extents promised to volumes that are not released. Taken with the order and given back with the release; the database
    /// refuses anything outside 0..<see cref="TotalExtents"/>.
    /// </summary>
    public long HeldExtents { get; private set; }

    /// <summary>When a worker last served it; before the first did, when it was added.</summary>
    public DateTimeOffset LastSeenAt { get; private set; }

    /// <summary>Path of the unix socket its volumes are exported on over NBD; null when they are not.</summary>
    public string? NbdSocket { get; private set; }

    /// <summary>The job engine of the worker that serves it; null before one did.</summary>
    public string? JobEngine { get; private set; }

    /// <summary>The worker that serves it; null when none does. Others neither serve it nor claim its runs until <see cref="ServedUntil"/>.</summary>
    public string? ServedBy { get; private set; }

    /// <summary>Where its server has its disk, or the last one had it: the machine and the path. Null before the first.</summary>
    public string? ServedFrom { get; private set; }

    /// <summary>When its server's lease lapses.</summary>
    public DateTimeOffset? ServedUntil { get; private set; }

    /// <summary>The region a host is in: what stands before the last dash of its name.</summary>
    /// <exception cref="ArgumentException">It has no such name.</exception>
    public static string RegionOf(string hostName)
    {
        var dash = hostName.LastIndexOf('-');
        return dash > 0 ? hostName[..dash] : throw new ArgumentException($"host '{hostName}' is not named REGION-NUMBER", nameof(hostName));
    }

    /// <summary>
    /// A host that an operator wants: without a disk, so that nothing is placed on it, until a worker that accepts it lays one.
    /// </summary>
    /// <returns>The host, or <see cref="HostNameInvalid"/>.</returns>
    public static Result<Host> Add(string name, DateTimeOffset now) => name.Length <= LongestName && HostName().IsMatch(name)
        ? Register(name, RegionOf(name), UsualExtent, UsualChunkBytes, totalExtents: 0, now)
        : new HostNameInvalid();

    public static Host Register(
        string name, string regionSlug, ByteSize extent, int chunkBytes, long totalExtents, DateTimeOffset now, string? jobEngine = null,
        string? nbdSocket = null) => new()
        {
            Name = name,
            RegionSlug = regionSlug,
            ExtentBytes = extent.Bytes,
            ChunkBytes = chunkBytes,
            TotalExtents = totalExtents,
            JobEngine = jobEngine,
            NbdSocket = nbdSocket,
            LastSeenAt = now,
        };

    /// <summary>Whether nobody was seen serving it lately.</summary>
    public bool IsAway(DateTimeOffset now) => State != HostState.Removed && now - LastSeenAt > AwayAfter;

    /// <summary>Takes no orders from now on. What was to be removed is not any more.</summary>
    /// <returns>Null, or <see cref="HostWasRemoved"/>.</returns>
    public Error? Drain() => Turn(HostState.Draining);

    /// <summary>Takes orders again.</summary>
    /// <inheritdoc cref="Drain" path="/returns"/>
    public Error? Serve() => Turn(HostState.Serving);

    /// <summary>Asks its worker to let it go as soon as every extent is seen to be free and clean.</summary>
    /// <returns>Null; or <see cref="HostNotDraining"/>, <see cref="HostNotEmpty"/>, <see cref="HostWasRemoved"/>.</returns>
    public Error? Remove() => State switch
    {
        HostState.Removed => new HostWasRemoved(),
        HostState.Serving => new HostNotDraining(),
        _ when HeldExtents > 0 => new HostNotEmpty(HeldExtents),
        _ => Turn(HostState.Removing),
    };

    /// <summary>It is gone: its worker saw nothing left on it.</summary>
    /// <returns>False when it is not to be removed any more, or was removed before.</returns>
    public bool BecomeRemoved()
    {
        if (State != HostState.Removing || HeldExtents > 0)
        {
            return false;
        }

        State = HostState.Removed;
        return true;
    }

    [GeneratedRegex("^[a-z0-9]+(-[a-z0-9]+)*-[0-9]+$")]
    private static partial Regex HostName();

    private HostWasRemoved? Turn(HostState to)
    {
        if (State == HostState.Removed)
        {
            return new HostWasRemoved();
        }

        State = to;
        return null;
    }

    /// <summary>Extents a disk of this size takes here.</summary>
    public long ExtentsFor(ByteSize disk) => CowStore.CoveringExtents(disk, new ByteSize(ChunkBytes), new ByteSize(ExtentBytes));
}
