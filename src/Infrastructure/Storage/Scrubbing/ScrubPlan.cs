using CloudControl.Domain.Storage;
using CloudControl.Infrastructure.Storage.DeviceMapper;
using CloudControl.Infrastructure.Storage.Disks;
using CloudControl.Infrastructure.Storage.Layout;
using CloudControl.Infrastructure.Storage.Lvm;

namespace CloudControl.Infrastructure.Storage.Scrubbing;

/// <summary>
/// What a scrub has to clean, as stretches of the disk. It follows from the committed metadata alone, so a scrub cut short by
/// a crash goes on with the same plan.
/// </summary>
/// <remarks>
/// Chunks are given out in order, so everything an owner can have written lies in one piece at the start of the store: header,
/// areas and data chunks up to the count recorded when the volume was quarantined. That count covers data that a crash left
/// without a record. Behind it the store's slack is taken too: what its last extent holds beyond a covering store. On dirty
/// extents, or without a trusted count, it is every byte.
/// </remarks>
public sealed class ScrubPlan
{
    private ScrubPlan(ScrubScope scope, LinearTarget store, List<(long Offset, long Length)> ranges)
    {
        (Scope, Store, Ranges, TotalBytes) = (scope, store, ranges, ranges.Sum(r => r.Length));
    }

    public ScrubScope Scope { get; }

    /// <summary>Bytes in scope.</summary>
    public long TotalBytes { get; }

    private LinearTarget Store { get; }

    private List<(long Offset, long Length)> Ranges { get; }

    public static ScrubPlan For(LaidVolume laid, ExtentSet dirty, IRawDisk disk, VolumeGroup group)
    {
        var store = laid.Store(disk, group);
        if (laid.Use is not { } use || laid.IsDirty || laid.ExtentSet.Overlaps(dirty))
        {
            return new ScrubPlan(ScrubScope.Full, store, [(0, store.Length)]);
        }

        var used = Math.Min(store.Length, use.StoreChunks * laid.Volume.Chunk.Bytes);
        var covering = CowStore.CoveringChunks(laid.Volume.Disk, laid.Volume.Chunk) * laid.Volume.Chunk.Bytes;
        var slack = Math.Max(used, Math.Max(covering, store.Length - group.ExtentBytes));
        return new ScrubPlan(ScrubScope.Written, store, [(0, used), (slack, Math.Max(0, store.Length - slack))]);
    }

    /// <summary>Stretches of the disk from a position of the plan on, at most <paramref name="count"/> bytes in all.</summary>
    public IEnumerable<PhysicalRun> From(long position, long count)
    {
        foreach (var (offset, length) in Ranges)
        {
            var here = Math.Min(length - position, count);
            if (here > 0)
            {
                foreach (var run in Store.Physical(offset + position, here))
                {
                    yield return run;
                }

                count -= here;
            }

            position = Math.Max(0, position - length);
        }
    }
}
