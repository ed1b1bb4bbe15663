using CloudControl.Domain.BlockVolumes.Runs;
using CloudControl.Workers.Pipelines;
using CloudControl.Workers.Volumes;

namespace CloudControl.Workers.CreateVolume;

/// <summary>From an order to a block volume that can be attached.</summary>
public sealed class CreateVolumePipeline : Pipeline<VolumeProvisioning>
{
    public override string Name => BlockVolumeRuns.CreatePipeline;

    public override Steps<VolumeProvisioning> Define(Steps<VolumeProvisioning> steps) => steps
        .Then<TakePlace>()             // the hold taken with the order   undo: give it back
        .Then<CreateSparseVolume>()    // zero origin, empty COW store    undo: quarantine, scrub, release
        .Then<FormatVolume>()          // the file system asked for       undo: nothing; the volume's undo covers it
        .CommitPoint()                 // from here only forward
        .Then<AnnounceVolumeCreated>() // volume, action and webhooks in one transaction
        .WhenUndone<AnnounceVolumeCreateFailed>();
}
