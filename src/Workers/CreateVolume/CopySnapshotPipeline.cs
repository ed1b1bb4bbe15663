using CloudControl.Domain.BlockVolumes;
using CloudControl.Domain.BlockVolumes.Runs;
using CloudControl.Domain.Volumes;
using CloudControl.Infrastructure.Persistence;
using CloudControl.Workers.Pipelines;
using CloudControl.Workers.Volumes;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Workers.CreateVolume;

/// <summary>From an order to a block volume that holds what a snapshot holds, on the snapshot's host.</summary>
public sealed class CopySnapshotPipeline : Pipeline<VolumeFromSnapshot>
{
    public override string Name => BlockVolumeRuns.CreateFromSnapshotPipeline;

    public override Steps<VolumeFromSnapshot> Define(Steps<VolumeFromSnapshot> steps) => steps
        .Then<TakePlace>()             // the hold taken with the order   undo: give it back
        .Then<AwaitSnapshot>()         // a snapshot just ordered is being copied itself
        .Then<CreateSparseVolume>()    // zero origin, empty COW store    undo: quarantine, scrub, release
        .Then<CopyVolume>()            // what the snapshot holds         undo: nothing; the volume's undo covers it
        .CommitPoint()                 // from here only forward
        .Then<AnnounceVolumeCreated>() // volume, action and webhooks in one transaction
        .WhenUndone<AnnounceVolumeCreateFailed>();
}

/// <summary>Waits until the snapshot is whole. It is not given back meanwhile, since this copy of it is on record.</summary>
public sealed class AwaitSnapshot(CloudControlDb db) : Step<VolumeFromSnapshot>
{
    public override async Task<StepOutcome> DoAsync(VolumeFromSnapshot run, CancellationToken ct)
    {
        var snapshot = await db.Volumes.AsNoTracking().SingleAsync(v => v.Id == run.SnapshotId, ct);
        return snapshot.State switch
        {
            VolumeState.Ready => StepOutcome.Done,
            VolumeState.Ordered => StepOutcome.Again("the snapshot is being taken"),
            _ => StepOutcome.Failed(new SnapshotUnknown(), $"taking snapshot {snapshot.Id} came to nothing"),
        };
    }
}
