using CloudControl.Domain.Droplets.Runs;
using CloudControl.Workers.Pipelines;

namespace CloudControl.Workers.Volumes;

/// <summary>Gives back a volume its droplet no longer uses: what a rebuild leaves behind.</summary>
public sealed class ReturnVolumePipeline : Pipeline<VolumeReturning>
{
    public override string Name => DropletRuns.ReturnVolumePipeline;

    public override Steps<VolumeReturning> Define(Steps<VolumeReturning> steps) => steps
        .CommitPoint()                 // recorded by whoever gave the volume up: there is no way back
        .Then<QuarantineVolume>()
        .Then<ScrubExtents>()
        .Then<ReleaseExtents>();
}
