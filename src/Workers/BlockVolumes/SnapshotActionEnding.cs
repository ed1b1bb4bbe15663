using CloudControl.Domain.Actions;
using CloudControl.Domain.BlockVolumes;
using CloudControl.Domain.Runs;
using CloudControl.Infrastructure.Events;
using CloudControl.Infrastructure.Persistence;
using CloudControl.Workers.Pipelines;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Workers.BlockVolumes;

/// <summary>
/// The end of an action about a volume snapshot: its new state, the action and, when it was about to be taken, the event of the volume it is
/// taken of, in one transaction. A snapshot that was deleted is told by its receipt. An action that has ended is left alone, so any step
/// that ends one may run twice.
/// </summary>
public sealed class SnapshotActionEnding(CloudControlDb db, TimeProvider clock)
{
    /// <summary>Ends the run's action well, with what it did to the snapshot.</summary>
    public Task CompleteAsync(ISnapshotRun run, Action<VolumeSnapshot> change, CancellationToken ct) =>
        EndAsync(run, change, action => action.Complete(clock.GetUtcNow()), ct);

    /// <summary>The snapshot came to nothing, because of <paramref name="failure"/>.</summary>
    public Task FailAsync(ISnapshotRun run, RunFailure failure, CancellationToken ct) => EndAsync(
        run,
        snapshot => snapshot.Delete(clock.GetUtcNow()),
        action => action.Fail(failure.Code, failure.CustomerMessage, clock.GetUtcNow()),
        ct);

    private async Task EndAsync(ISnapshotRun run, Action<VolumeSnapshot> change, Action<ResourceAction> end, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var snapshot = await db.LockVolumeSnapshotAsync(run.SnapshotId, ct);
        var action = await db.LockActionAsync(run.ActionId, ct);
        if (action.Status != ActionStatus.InProgress)
        {
            return;
        }

        change(snapshot);
        end(action);
        if (action.ResourceType == ResourceTypes.Volume)
        {
            var source = await db.BlockVolumes.AsNoTracking().SingleAsync(v => v.Id == snapshot.SourceVolumeId, ct);
            await EventLog.RecordAsync(db, VolumeEvents.SnapshotEnded(source, snapshot, action), clock.GetUtcNow(), ct);
        }

        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
    }
}
