using CloudControl.Domain.Storage;
using CloudControl.Infrastructure.Storage.Layout;

namespace CloudControl.Infrastructure.Storage;

/// <summary>Takes dirty free extents away, as a change of the layout: from here on they are quarantined like a destroyed volume's.</summary>
internal static class DirtyExtents
{
    /// <summary>Runs of extents in one go: each is a line of the metadata text, which must keep its room for volumes.</summary>
    private const int MostRanges = 64;

    /// <inheritdoc cref="IStorageHost.QuarantineDirtyAsync"/>
    /// <returns>The layout with them; the id is gone instead when there is nothing to take or no room to say so.</returns>
    public static HostLayout TakeAway(HostLayout layout, VolumeId id, long mostExtents, long maximumTextBytes, SimulatedHostOptions options)
    {
        if (layout.Find(id) is not null || layout.Gone.Refuses(id))
        {
            return layout;
        }

        var extents = layout.Free.Intersect(layout.Dirty).Take(mostExtents, MostRanges);
        if (extents.Count == 0)
        {
            return layout.Forget(id);
        }

        var size = new ByteSize(extents.Count * layout.Group.ExtentBytes);
        var volume = new SparseVolume(id, id.LogicalVolume, size, size, options.ChunkBytes);
        var next = layout.Add(LaidVolumeText.QuarantineDirty(volume, extents.Ranges, layout.Group, options.TimeProvider.GetUtcNow()));
        return next.ReservedTextBytes > maximumTextBytes ? layout.Forget(id) : next;
    }
}
