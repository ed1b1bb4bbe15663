using CloudControl.Domain.Actions;
using CloudControl.Domain.BlockVolumes;
using CloudControl.Domain.Runs;
using CloudControl.Infrastructure.Events;
using CloudControl.Infrastructure.Persistence;
using CloudControl.Workers.Pipelines;
using CloudControl.Workers.Volumes;

namespace CloudControl.Workers.BlockVolumes;

/// <summary>
/// The end of an action on a block volume: its new state, its lock, the action and the event in one transaction. An
/// action that has ended is left alone, so any step that ends one may run twice.
/// </summary>
public sealed class VolumeActionEnding(CloudControlDb db, TimeProvider clock)
{
    /// <summary>Ends the run's action well, with what it did to the volume and the event that tells of it.</summary>
    public Task CompleteAsync(
        IVolumeRun run, Action<BlockVolume> change, Func<BlockVolume, ResourceAction, EventDraft> describe, CancellationToken ct) => EndAsync(
            run,
            (volume, action) =>
            {
                change(volume);
                action.Complete(clock.GetUtcNow());
            },
            describe,
            ct);

    /// <summary>As <see cref="CompleteAsync"/>, unless the volume came to nothing while the run waited for it: then the action says so.</summary>
    public async Task CompleteUnlessGoneAsync(
        IVolumeRun run, Action<BlockVolume> change, Func<BlockVolume, ResourceAction, EventDraft> describe, CancellationToken ct)
    {
        var gone = await db.WhyNoBlockVolumeAsync(run.VolumeId, ct);
        await EndAsync(
            run,
            (volume, action) =>
            {
                if (gone is not null)
                {
                    volume.EndEvent();
                    action.Fail(gone.Code, gone.Message, clock.GetUtcNow());
                    return;
                }

                change(volume);
                action.Complete(clock.GetUtcNow());
            },
            describe,
            ct);
    }

    /// <summary>Ends it badly, because of <paramref name="failure"/>, with the event that tells of it.</summary>
    public Task FailAsync(
        IVolumeRun run, RunFailure failure, Action<BlockVolume> change, Func<BlockVolume, ResourceAction, EventDraft> describe, CancellationToken ct) =>
        EndAsync(
            run,
            (volume, action) =>
            {
                change(volume);
                action.Fail(failure.Code, failure.CustomerMessage, clock.GetUtcNow());
            },
            describe,
            ct);

    private async Task EndAsync(
        IVolumeRun run, Action<BlockVolume, ResourceAction> end, Func<BlockVolume, ResourceAction, EventDraft> describe, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var volume = await db.LockBlockVolumeAsync(run.VolumeId, ct);
        var action = await db.LockActionAsync(run.ActionId, ct);
        if (action.Status != ActionStatus.InProgress)
        {
            return;
        }

        end(volume, action);
        await EventLog.RecordAsync(db, describe(volume, action), clock.GetUtcNow(), ct);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
    }
}
