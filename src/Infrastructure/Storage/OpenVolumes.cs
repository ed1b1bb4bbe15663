using System.Collections.Concurrent;
using CloudControl.Domain.Storage;
using CloudControl.Infrastructure.Storage.DeviceMapper;
using CloudControl.Infrastructure.Storage.Disks;
using CloudControl.Infrastructure.Storage.Layout;
using CloudControl.Infrastructure.Storage.Lvm;

namespace CloudControl.Infrastructure.Storage;

/// <summary>
/// The volumes whose map is in memory: loaded when first asked for, shared by all devices, dropped when the volume loses its
/// owner. Volumes load and serve beside each other.
/// </summary>
internal sealed class OpenVolumes(IRawDisk disk, SharedFlush flush, VolumeGroup group)
{
    private readonly ConcurrentDictionary<VolumeId, Lazy<SparseSnapshot>> loaded = new();

    /// <summary>The volume's map and data.</summary>
    /// <exception cref="LvmFormatException">The map cannot be trusted.</exception>
    /// <exception cref="IOException">The disk could not deliver it.</exception>
    public SparseSnapshot Get(LaidVolume laid)
    {
        var entry = loaded.GetOrAdd(laid.Id, _ => new Lazy<SparseSnapshot>(() => Load(laid)));
        try
        {
            return entry.Value;
        }
        catch
        {
            // Not kept: a disk that failed once may deliver the next time.
            loaded.TryRemove(new(laid.Id, entry));
            throw;
        }
    }

    /// <summary>Lets a map that is in memory know that its volume was extended; one that is not finds it in the layout.</summary>
    public async Task GrowAsync(LaidVolume laid)
    {
        if (loaded.TryGetValue(laid.Id, out var entry)
            && (entry.Value.Length < laid.Volume.Disk.Bytes || entry.Value.StoreBytes < laid.Volume.CowStore.Bytes))
        {
            await entry.Value.GrowAsync(laid.Store(disk, group), laid.Volume.Disk.Bytes);
        }
    }

    /// <summary>Chunks in the exception table, or null when it cannot be trusted or read.</summary>
    public long? ChunksWritten(LaidVolume laid)
    {
        try
        {
            return Get(laid).ChunksWritten;
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>
    /// Shuts a volume's devices, waits for operations under way, and measures how far its owner can have written. Null when that
    /// cannot be known.
    /// </summary>
    public async Task<StoreUse?> ShutAsync(LaidVolume laid)
    {
        SparseSnapshot snapshot;
        try
        {
            snapshot = Get(laid);
        }
        catch (IOException)
        {
            return null;
        }

        await snapshot.Gate.CloseAsync();
        try
        {
            return new StoreUse(LastChunkInUse(laid, snapshot) + 1, snapshot.ChunksWritten);
        }
        catch (IOException)
        {
            return null;
        }
    }

    public void Drop(VolumeId id) => loaded.TryRemove(id, out _);

    /// <summary>Makes what open volumes still hold back durable, and shuts them.</summary>
    public async Task CloseAsync()
    {
        foreach (var entry in loaded.Values.Where(e => e.IsValueCreated))
        {
            await entry.Value.Gate.CloseAsync();
            await entry.Value.FlushAsync();
        }
    }

    private SparseSnapshot Load(LaidVolume laid)
    {
        var store = laid.Store(disk, group);
        var stored = StoredExceptions.Load(store, laid.Volume.Disk.Bytes);
        if (stored.ChunkBytes != laid.Volume.Chunk.Bytes || !stored.IsWithoutGaps)
        {
            // dm-snapshot keeps no checksum of its map. But a record that rotted into another chunk leaves a gap where it belongs, and
            // with another chunk size customers' data would be read as records.
            throw new LvmFormatException("the COW store's chunks are not those this host gave out: the map cannot be trusted");
        }

        return new SparseSnapshot(store, flush, stored, laid.Volume.Disk.Bytes);
    }

    /// <summary>
    /// Crashes may have left data without records behind the last recorded chunk, never further than
    /// <see cref="ExceptionStore.UnrecordedBytes"/>: the last of those that is not zero counts as used. On dirty extents it is a
    /// former owner's just as well, but there the scrub takes everything anyway.
    /// </summary>
    private long LastChunkInUse(LaidVolume laid, SparseSnapshot snapshot)
    {
        var store = laid.Store(disk, group);
        var (chunk, last) = (new byte[snapshot.ChunkBytes], snapshot.NextFree - 1);
        if (laid.IsDirty)
        {
            return last;
        }

        var from = snapshot.NextFree * snapshot.ChunkBytes;
        var end = Math.Min(store.Length, from + ExceptionStore.UnrecordedBytes + (2 * snapshot.ChunkBytes)) / snapshot.ChunkBytes;
        for (var number = snapshot.NextFree; number < end; number++)
        {
            var place = store.Physical(number * snapshot.ChunkBytes, snapshot.ChunkBytes).First();
            if (disk.NextData(place.Offset) >= place.Offset + place.Length && place.Length == snapshot.ChunkBytes)
            {
                continue; // a hole
            }

            store.Read(number * snapshot.ChunkBytes, chunk);
            if (chunk.AsSpan().ContainsAnyExcept((byte)0))
            {
                last = number;
            }
        }

        return last;
    }
}
