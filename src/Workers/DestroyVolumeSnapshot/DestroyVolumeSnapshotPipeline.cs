using CloudControl.Domain.BlockVolumes.Runs;
using CloudControl.Workers.BlockVolumes;
using CloudControl.Workers.Pipelines;
using CloudControl.Workers.Volumes;

namespace CloudControl.Workers.DestroyVolumeSnapshot;

/// <summary>What happens behind the 204 to a volume snapshot.</summary>
public sealed class DestroyVolumeSnapshotPipeline : Pipeline<VolumeSnapshotDestruction>
{
    public override string Name => BlockVolumeRuns.DestroySnapshotPipeline;

    public override Steps<VolumeSnapshotDestruction> Define(Steps<VolumeSnapshotDestruction> steps) => steps
        .CommitPoint()                 // the caller has its 204: there is no way back
        .Then<AwaitCopies>()           // volumes that were ordered from it before are finished first
        .Then<QuarantineVolume>()
        .Then<ScrubExtents>()
        .Then<ReleaseExtents>()
        .Then<AnnounceSnapshotDestroyed>();
}

/// <summary>The snapshot's bytes are gone; the receipt says how.</summary>
public sealed class AnnounceSnapshotDestroyed(SnapshotActionEnding ending) : Step<VolumeSnapshotDestruction>
{
    public override async Task<StepOutcome> DoAsync(VolumeSnapshotDestruction run, CancellationToken ct)
    {
        await ending.CompleteAsync(run, _ => { }, ct);
        return StepOutcome.Done;
    }
}
