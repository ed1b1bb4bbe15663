using CloudControl.Domain.BlockVolumes.Runs;
using CloudControl.Workers.Pipelines;
using CloudControl.Workers.Volumes;

namespace CloudControl.Workers.DestroyVolume;

/// <summary>What happens behind the 204: quarantine, scrub, read back, release.</summary>
public sealed class DestroyVolumePipeline : Pipeline<VolumeDestruction>
{
    public override string Name => BlockVolumeRuns.DestroyPipeline;

    public override Steps<VolumeDestruction> Define(Steps<VolumeDestruction> steps) => steps
        .CommitPoint()                 // the caller has its 204: there is no way back
        .Then<QuarantineVolume>()      // nobody opens it again, its extents stay held
        .Then<ScrubExtents>()          // overwrite, flush, read back
        .Then<ReleaseExtents>()        // back to the host, then to the account
        .Then<AnnounceVolumeDestroyed>();
}
