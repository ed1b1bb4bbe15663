using CloudControl.Domain.Storage;

namespace CloudControl.Domain.Hosts;

/// <summary>Whether a host takes new volumes.</summary>
public enum HostState
{
    Serving,
    Draining,
}

/// <summary>A machine with storage. Its name is also the name of its queue of runs.</summary>
public sealed class Host
{
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

    public DateTimeOffset LastSeenAt { get; private set; }

    /// <summary>Path of the unix socket its volumes are exported on over NBD; null when they are not.</summary>
    public string? NbdSocket { get; private set; }

    /// <summary>The job engine of the worker that serves it; null before one did.</summary>
    public string? JobEngine { get; private set; }

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

    /// <summary>Extents a disk of this size takes here.</summary>
    public long ExtentsFor(ByteSize disk) => CowStore.CoveringExtents(disk, new ByteSize(ChunkBytes), new ByteSize(ExtentBytes));
}
