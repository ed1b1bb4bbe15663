namespace CloudControl.Domain.Storage;

/// <summary>Extents of one host by state; they add up to <paramref name="TotalExtents"/>.</summary>
/// <param name="ExtentBytes">Size of one physical extent.</param>
/// <param name="TotalExtents">All physical extents of the volume group.</param>
/// <param name="FreeExtents">Held by nobody.</param>
/// <param name="AllocatedExtents">Under a volume that has an owner.</param>
/// <param name="QuarantinedExtents">Under a volume that was taken from its owner and is not released.</param>
/// <param name="DirtyFreeExtents">Of the free ones, those that hold bytes of a former owner: their scrub was declined, or
/// the disk came with contents.</param>
public sealed record Capacity(
    ByteSize ExtentBytes, long TotalExtents, long FreeExtents, long AllocatedExtents, long QuarantinedExtents, long DirtyFreeExtents)
{
    /// <summary>Nobody holds anything, and nothing of a former owner is left.</summary>
    public bool IsFreeAndClean => FreeExtents == TotalExtents && DirtyFreeExtents == 0;
}

/// <summary>What an extent is now. There is no way from <see cref="Allocated"/> to <see cref="Free"/> but through <see cref="Quarantined"/>.</summary>
public enum ExtentState
{
    Free,
    Allocated,
    Quarantined,
}

/// <summary>A run of neighbouring physical extents in one state.</summary>
/// <param name="First">Index of the first extent, 0-based.</param>
/// <param name="Count">How many; at least 1.</param>
/// <param name="State">Their state.</param>
/// <param name="Dirty">Whether bytes of a former owner may lie on them, unreadable through any volume.</param>
/// <param name="Volume">Who holds them; null when free.</param>
public sealed record ExtentRun(long First, long Count, ExtentState State, bool Dirty, VolumeId? Volume);

/// <summary>A sparse volume as the host laid it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="LogicalVolume">Its name in the volume group, and that of its NBD export.</param>
/// <param name="Disk">Virtual size: what the guest sees.</param>
/// <param name="CowStore">Bytes of the store that takes its writes.</param>
/// <param name="Chunk">Unit of copying.</param>
public sealed record SparseVolume(VolumeId Id, string LogicalVolume, ByteSize Disk, ByteSize CowStore, ByteSize Chunk);

/// <summary>One entry of a host's list of volumes.</summary>
/// <param name="Volume">The volume.</param>
/// <param name="State"><see cref="ExtentState.Allocated"/> or <see cref="ExtentState.Quarantined"/>.</param>
/// <param name="ExtentCount">Physical extents held.</param>
/// <param name="ChunksWritten">Chunks in the exception table; null when the map cannot be trusted.</param>
public sealed record VolumeOnHost(SparseVolume Volume, ExtentState State, long ExtentCount, long? ChunksWritten);

/// <summary>How far a scrub is. Opaque to callers: stored with the run, handed back with the next slice.</summary>
/// <param name="Phase">What is being done.</param>
/// <param name="Position">Host-defined position within the phase; grows.</param>
/// <param name="BytesOverwritten">Bytes of zeroes written and flushed so far.</param>
/// <param name="BytesVerified">Bytes read back as zero so far.</param>
/// <param name="StartedAt">When the first slice began; null before it.</param>
public sealed record ScrubCursor(ScrubPhase Phase, long Position, long BytesOverwritten, long BytesVerified, DateTimeOffset? StartedAt)
{
    public static ScrubCursor Start { get; } = new(ScrubPhase.Overwrite, 0, 0, 0, null);
}

/// <summary>The phases of a scrub, in order.</summary>
public enum ScrubPhase
{
    Overwrite,
    ReadBack,
    Done,
}

/// <summary>What a slice of a scrub achieved.</summary>
/// <param name="Cursor">Where to go on.</param>
/// <param name="BytesTotal">Bytes the overwrite phase has to write in all.</param>
/// <param name="Receipt">Set by the last slice, when every byte in scope was read back as zero.</param>
public sealed record ScrubProgress(ScrubCursor Cursor, long BytesTotal, ScrubReceipt? Receipt);

/// <summary>A stretch of a volume.</summary>
/// <param name="Offset">First byte.</param>
/// <param name="Length">Bytes.</param>
/// <param name="IsWritten">False for a hole: it was never written and reads as zero.</param>
public readonly record struct VolumeStretch(long Offset, long Length, bool IsWritten);

/// <summary>
/// A volume, open. Offsets and lengths are in bytes and need no alignment; what lies outside the volume is refused. Safe for
/// concurrent use.
/// </summary>
public interface IBlockDevice : IAsyncDisposable
{
    /// <summary>Virtual size in bytes. Grows, while the device is open, when the volume is extended.</summary>
    long Length { get; }

    /// <summary>Unit of copying in bytes: a write to an unwritten chunk stores the whole chunk.</summary>
    int ChunkBytes { get; }

    /// <summary>Chunks in the exception table.</summary>
    long ChunksWritten { get; }

    /// <summary>Fills the buffer; zeroes where nothing was written.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The range leaves the volume.</exception>
    /// <exception cref="VolumeUnavailableException">The volume was quarantined meanwhile, or its map cannot be trusted.</exception>
    ValueTask ReadAsync(long offset, Memory<byte> buffer, CancellationToken ct);

    /// <summary>Writes the data. It is durable after the next <see cref="FlushAsync"/>, not before.</summary>
    /// <inheritdoc cref="ReadAsync" path="/exception"/>
    ValueTask WriteAsync(long offset, ReadOnlyMemory<byte> data, CancellationToken ct);

    /// <summary>Makes every completed write durable.</summary>
    ValueTask FlushAsync(CancellationToken ct);

    /// <summary>Reads if nothing has to be waited for. False: the buffer may hold anything of this volume; ask <see cref="ReadAsync"/>.</summary>
    /// <inheritdoc cref="ReadAsync" path="/exception"/>
    bool TryReadAtOnce(long offset, Span<byte> buffer) => false;

    /// <summary>Writes as <see cref="WriteAsync"/> does, if no chunk is new. False: nothing was written.</summary>
    /// <inheritdoc cref="ReadAsync" path="/exception"/>
    bool TryWriteAtOnce(long offset, ReadOnlySpan<byte> data) => false;

    /// <summary>Which parts of a range were written, in order, covering it.</summary>
    IEnumerable<VolumeStretch> Map(long offset, long length);
}

/// <summary>The volume cannot be read or written: unknown, quarantined, or its map is broken. The message says which.</summary>
public sealed class VolumeUnavailableException(VolumeId id, string why)
    : Exception($"volume {id} is not available: {why}"), INamedFailure
{
    public Error Error { get; } = new DiskUnavailable();
}

/// <summary>A release that would have given back extents nobody has shown to be clean.</summary>
public sealed class ReleaseRefusedException(VolumeId id, string why)
    : Exception($"refused to release volume {id}: {why}");
