using CloudControl.Domain.BlockVolumes.Runs;
using CloudControl.Infrastructure.Persistence;
using CloudControl.Workers.BlockVolumes;
using CloudControl.Workers.Pipelines;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Workers.SnapshotVolume;

/// <summary>The snapshot is whole: volumes can be made from it.</summary>
public sealed class AnnounceSnapshotTaken(SnapshotActionEnding ending, CloudControlDb db, TimeProvider clock) : Step<VolumeSnapshotting>
{
    public override async Task<StepOutcome> DoAsync(VolumeSnapshotting run, CancellationToken ct)
    {
        var copy = await db.Volumes.AsNoTracking().SingleAsync(v => v.Id == run.SnapshotId, ct);
        await ending.CompleteAsync(
            run, snapshot => snapshot.BecomeReady(copy.ChunksWritten * copy.ChunkBytes, clock.GetUtcNow()), ct);
        return StepOutcome.Done;
    }
}

/// <summary>There is no snapshot; the action says why.</summary>
public sealed class AnnounceSnapshotLost(SnapshotActionEnding ending) : Epilogue<VolumeSnapshotting>
{
    public override async Task<StepOutcome> RunAsync(VolumeSnapshotting run, RunFailure failure, CancellationToken ct)
    {
        await ending.FailAsync(run, failure, ct);
        return StepOutcome.Done;
    }
}
