using CloudControl.Domain;
using CloudControl.Domain.Storage;
using CloudControl.Infrastructure.Storage.DeviceMapper;
using CloudControl.Infrastructure.Storage.Disks;
using CloudControl.Infrastructure.Storage.Layout;
using CloudControl.Infrastructure.Storage.Lvm;

namespace CloudControl.Infrastructure.Storage;

/// <summary>Extends volumes, as a change of the layout: its answer, and what must be on the disk before the change is in force.</summary>
/// <remarks>
/// What is added shows nobody a foreign byte. Of the virtual size no chunk has a record, so it reads as zero from the origin. Of
/// the store nothing is read but through a record, whose chunk was written whole before it; and records are read only from areas
/// that were zeroed before the one in front of them filled. The one area nobody can have zeroed by then is the first that lies in
/// the added extents: it was outside the store when its predecessor filled. It is zeroed here, while its extents are still
/// free, and flushed with the metadata text before the header that puts the text in force is written.
/// </remarks>
internal sealed class VolumeExtension(IRawDisk disk, LayoutJournal journal)
{
    /// <inheritdoc cref="IStorageHost.ExtendAsync"/>
    public (HostLayout Next, Result<SparseVolume> Answer) Extend(HostLayout layout, VolumeId id, ByteSize virtualSize, ByteSize cowStore)
    {
        if (layout.Find(id) is not { State: ExtentState.Allocated } laid)
        {
            return (layout, layout.Find(id) is null && !layout.Gone.Refuses(id) ? new VolumeNotOnHost(id) : new VolumeGone(id));
        }

        var (volume, extent) = (laid.Volume, new ByteSize(layout.Group.ExtentBytes));
        if (volume.Disk == virtualSize && volume.CowStore == cowStore)
        {
            return (layout, volume);
        }

        if (virtualSize < volume.Disk || cowStore < volume.CowStore)
        {
            return (layout, new VolumeCannotShrink(id, volume.Disk, volume.CowStore));
        }

        var needed = CowStore.CoveringSize(virtualSize, volume.Chunk, extent);
        if (cowStore < needed || !cowStore.IsMultipleOf(extent))
        {
            return (layout, new StoreTooSmall(cowStore, needed));
        }

        var more = cowStore.CountOf(extent) - laid.ExtentSet.Count;
        if (ExtentAllocation.Extend(laid.Extents, layout.Free, layout.Dirty, more) is not { } extents)
        {
            return (layout, new NoFreeExtents(more, layout.Free.Count));
        }

        var dirty = laid.IsDirty || layout.Dirty.Overlaps(ExtentSet.Of(extents));
        var larger = LaidVolumeText.Extend(laid, volume with { Disk = virtualSize, CowStore = cowStore }, extents, dirty, layout.Group);
        var next = layout.Replace(larger);
        if (next.ReservedTextBytes > journal.MaximumTextBytes)
        {
            return (layout, new MetadataAreaFull());
        }

        ZeroFirstNewArea(larger, volume.CowStore, layout.Group);
        return (next, larger.Volume);
    }

    private void ZeroFirstNewArea(LaidVolume larger, ByteSize storeBefore, VolumeGroup group)
    {
        var (store, chunk) = (larger.Store(disk, group), larger.Volume.Chunk.Bytes);
        var layout = new StoreLayout((int)chunk);
        var first = layout.AreaChunk(layout.FirstAreaFrom(storeBefore.Bytes / chunk));
        if (first < store.Length / chunk)
        {
            store.Write(first * chunk, new byte[chunk]);
        }
    }
}
