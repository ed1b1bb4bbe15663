using CloudControl.Domain.Droplets.Runs;
using CloudControl.Workers.Pipelines;
using CloudControl.Workers.Volumes;

namespace CloudControl.Workers.SnapshotDroplet;

/// <summary>From a droplet's disk to an image: a snapshot its owner asked for, or a backup its policy did.</summary>
public sealed class SnapshotDropletPipeline : Pipeline<DropletSnapshotting>
{
    public override string Name => DropletRuns.SnapshotPipeline;

    public override Steps<DropletSnapshotting> Define(Steps<DropletSnapshotting> steps) => steps
        .Then<TakePlace>()             // the hold taken with the order   undo: give it back
        .Then<CreateSparseVolume>()    // the image's own, still empty    undo: quarantine, scrub, release
        .Then<CopyVolume>()            // what the droplet ever wrote     undo: nothing; the volume's undo covers it
        .CommitPoint()                 // from here only forward
        .Then<AnnounceSnapshot>()      // image, droplet, action and webhooks in one transaction
        .WhenUndone<AnnounceSnapshotFailed>();
}
