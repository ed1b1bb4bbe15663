namespace CloudControl.Domain.Storage;

/// <summary>
/// How large the COW store of a sparse volume must be so that it can never fill: the whole disk plus dm-snapshot's own
/// metadata. A store that fills invalidates the volume and loses all its data, so nothing smaller is ever allocated.
/// </summary>
/// <remarks>
/// With chunks of C bytes an exception area is one chunk of E = C/16 records of 16 bytes. The store holds one header chunk, the
/// n data chunks, and an area for every started group of E exceptions plus one: the kernel zeroes area a+1 <em>before</em> it
/// commits the last record of area a, so the area after the last full one must exist too.
/// Source: Linux drivers/md/dm-snap-persistent.c, and an exactly full store observed to die.
/// </remarks>
public static class CowStore
{
    /// <summary>Bytes of one exception record: two little-endian 64-bit chunk numbers.</summary>
    public const int ExceptionBytes = 16;

    /// <summary>The smallest chunk lvm2 accepts.</summary>
    public static ByteSize MinimumChunk => ByteSize.FromKiB(4);

    /// <summary>The largest chunk lvm2 accepts.</summary>
    public static ByteSize MaximumChunk => ByteSize.FromKiB(512);

    /// <summary>Chunks a covering store needs: <c>1 + n + floor((n + E) / E)</c>.</summary>
    public static long CoveringChunks(ByteSize disk, ByteSize chunk)
    {
        RequireChunk(chunk);
        var dataChunks = disk.CountOf(chunk);
        var exceptionsPerArea = chunk.Bytes / ExceptionBytes;
        return 1 + dataChunks + ((dataChunks + exceptionsPerArea) / exceptionsPerArea);
    }

    /// <summary>The covering store in whole physical extents.</summary>
    public static long CoveringExtents(ByteSize disk, ByteSize chunk, ByteSize extent) =>
        (chunk * CoveringChunks(disk, chunk)).CountOf(extent);

    /// <summary>The covering store in bytes, rounded up to whole physical extents.</summary>
    public static ByteSize CoveringSize(ByteSize disk, ByteSize chunk, ByteSize extent) =>
        extent * CoveringExtents(disk, chunk, extent);

    private static void RequireChunk(ByteSize chunk)
    {
        if (chunk < MinimumChunk || chunk > MaximumChunk || !long.IsPow2(chunk.Bytes))
        {
            throw new ArgumentOutOfRangeException(nameof(chunk), chunk, "a chunk is a power of two from 4 KiB to 512 KiB");
        }
    }
}
