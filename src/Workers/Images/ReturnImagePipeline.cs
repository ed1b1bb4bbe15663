using CloudControl.Domain.Droplets.Runs;
using CloudControl.Domain.Images.Runs;
using CloudControl.Workers.Pipelines;
using CloudControl.Workers.Volumes;

namespace CloudControl.Workers.Images;

/// <summary>What happens behind the 204 to each volume of a deleted image.</summary>
public sealed class ReturnImagePipeline : Pipeline<VolumeReturning>
{
    public override string Name => ImageRuns.ReturnPipeline;

    public override Steps<VolumeReturning> Define(Steps<VolumeReturning> steps) => steps
        .CommitPoint()                 // the caller has its 204: there is no way back
        .Then<AwaitCopies>()           // droplets that were ordered from it before are finished first
        .Then<QuarantineVolume>()
        .Then<ScrubExtents>()
        .Then<ReleaseExtents>();
}
