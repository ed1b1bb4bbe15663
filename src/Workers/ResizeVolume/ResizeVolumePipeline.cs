using CloudControl.Domain.BlockVolumes.Runs;
using CloudControl.Workers.Pipelines;

namespace CloudControl.Workers.ResizeVolume;

/// <summary>Lets a block volume grow, as soon as it is there.</summary>
public sealed class ResizeVolumePipeline : Pipeline<VolumeResizing>
{
    public override string Name => BlockVolumeRuns.ResizePipeline;

    public override Steps<VolumeResizing> Define(Steps<VolumeResizing> steps) => steps
        .Then<GrowVolume>()            // by the room taken with the order   undo: give back what the host did not take
        .CommitPoint()
        .Then<AnnounceResized>()       // volume and action in one transaction
        .WhenUndone<AnnounceResizeFailed>();
}

/// <summary>The list of before, which never turned round: for runs that were recorded with it.</summary>
public sealed class ResizeVolumePipelineV1 : Pipeline<VolumeResizing>
{
    public override string Name => BlockVolumeRuns.ResizePipelineV1;

    public override Steps<VolumeResizing> Define(Steps<VolumeResizing> steps) => steps
        .CommitPoint()
        .Then<ExtendVolume>()          // nothing, when its create came to nothing
        .Then<AnnounceResized>();
}
