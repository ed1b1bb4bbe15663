using CloudControl.Domain.BlockVolumes.Runs;
using CloudControl.Workers.Pipelines;
using CloudControl.Workers.Volumes;

namespace CloudControl.Workers.SnapshotVolume;

/// <summary>From a block volume to a snapshot of it, on the same host.</summary>
public sealed class SnapshotVolumePipeline : Pipeline<VolumeSnapshotting>
{
    public override string Name => BlockVolumeRuns.SnapshotPipeline;

    public override Steps<VolumeSnapshotting> Define(Steps<VolumeSnapshotting> steps) => steps
        .Then<TakePlace>()             // the hold taken with the order   undo: give it back
        .Then<CreateSparseVolume>()    // the snapshot's own, still empty undo: quarantine, scrub, release
        .Then<CopyVolume>()            // what was ever written           undo: nothing; the volume's undo covers it
        .CommitPoint()                 // from here only forward
        .Then<AnnounceSnapshotTaken>() // snapshot and action in one transaction
        .WhenUndone<AnnounceSnapshotLost>();
}
