using CloudControl.Domain.Droplets.Runs;
using CloudControl.Workers.Pipelines;
using CloudControl.Workers.Volumes;

namespace CloudControl.Workers.DestroyDroplet;

/// <summary>What happens behind the 204: quarantine, scrub, read back, release.</summary>
public sealed class DestroyDropletPipeline : Pipeline<DropletDestruction>
{
    public override string Name => DropletRuns.DestroyPipeline;

    public override Steps<DropletDestruction> Define(Steps<DropletDestruction> steps) => steps
        .CommitPoint()                 // the caller has its 204: there is no way back
        .Then<QuarantineVolume>()      // nobody opens it again, its extents stay held
        .Then<ScrubExtents>()          // overwrite, flush, read back; or record that the owner said no
        .Then<ReleaseExtents>()        // back to the host, then to the account
        .Then<ReturnAddress>()
        .Then<AnnounceDestroyed>();    // action and webhooks in one transaction
}
