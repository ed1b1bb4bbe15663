using CloudControl.Domain;
using CloudControl.Domain.Storage;
using CloudControl.Infrastructure.Storage.DeviceMapper;
using CloudControl.Infrastructure.Storage.Disks;
using CloudControl.Infrastructure.Storage.Layout;
using CloudControl.Infrastructure.Storage.Lvm;

namespace CloudControl.Infrastructure.Storage;

/// <summary>Lays new volumes, as a change of the layout: its answer, and what must be on the disk before the change is in force.</summary>
internal sealed class VolumeLaying(IRawDisk disk, LayoutJournal journal, SimulatedHostOptions options)
{
    /// <inheritdoc cref="IStorageHost.CreateSparseVolumeAsync"/>
    public (HostLayout Next, Result<SparseVolume> Answer) Lay(HostLayout layout, VolumeId id, ByteSize virtualSize, ByteSize cowStore)
    {
        if (layout.Find(id) is { } there)
        {
            return (layout, there switch
            {
                { State: ExtentState.Quarantined } => new VolumeGone(id),
                _ when there.Volume.Disk != virtualSize || there.Volume.CowStore != cowStore => new VolumeDiffers(id),
                _ => there.Volume,
            });
        }

        if (layout.Gone.Refuses(id))
        {
            return (layout, new VolumeGone(id));
        }

        var extent = new ByteSize(layout.Group.ExtentBytes);
        var needed = CowStore.CoveringSize(virtualSize, options.ChunkBytes, extent);
        if (cowStore < needed || !cowStore.IsMultipleOf(extent))
        {
            return (layout, new StoreTooSmall(cowStore, needed));
        }

        if (ExtentAllocation.Choose(layout.Free, layout.Dirty, cowStore.CountOf(extent)) is not { } extents)
        {
            return (layout, new NoFreeExtents(cowStore.CountOf(extent), layout.Free.Count));
        }

        var volume = new SparseVolume(id, id.LogicalVolume, virtualSize, cowStore, options.ChunkBytes);
        var dirty = layout.Dirty.Overlaps(ExtentSet.Of(extents));
        var laid = LaidVolumeText.Lay(
            volume, extents, dirty, layout.NextSnapshotNumber, layout.Group, options.TimeProvider.GetUtcNow());
        var next = layout.Add(laid);
        if (next.ReservedTextBytes > journal.MaximumTextBytes)
        {
            return (layout, new MetadataAreaFull());
        }

        WriteEmptyStore(laid, layout.Group);
        return (next, volume);
    }

    /// <summary>
    /// A header and a zeroed first area, on extents that are still free. lvm2 makes the volume visible first and wipes after, so
    /// that a crash between shows a former tenant's map. Here both are flushed, with the metadata text, before the header that
    /// puts the text in force is written.
    /// </summary>
    private void WriteEmptyStore(LaidVolume laid, VolumeGroup group)
    {
        var chunk = (int)laid.Volume.Chunk.Bytes;
        var store = new byte[3 * chunk];
        new StoreHeader(chunk).EncodeChunk().CopyTo(store, 0);
        laid.Store(disk, group).Write(0, store);
    }
}
