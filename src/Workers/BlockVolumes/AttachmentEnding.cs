using CloudControl.Domain.Actions;
using CloudControl.Domain.BlockVolumes;
using CloudControl.Domain.BlockVolumes.Runs;
using CloudControl.Domain.Droplets;
using CloudControl.Infrastructure.Events;
using CloudControl.Infrastructure.Persistence;
using CloudControl.Workers.Pipelines;

namespace CloudControl.Workers.BlockVolumes;

/// <summary>
/// The end of an attaching or a detaching: who has the volume, both locks, the action, the event and its deliveries in one transaction.
/// An action that has ended is left alone, so any step that ends one may run twice.
/// </summary>
public sealed class AttachmentEnding(CloudControlDb db, TimeProvider clock)
{
    /// <summary>Unless the droplet was destroyed meanwhile: then the action says so and the volume stays free.</summary>
    public Task AttachAsync(VolumeAttachment run, CancellationToken ct) => EndAsync(
        run,
        (droplet, volume, action) =>
        {
            if (droplet.Status == DropletStatus.Destroyed)
            {
                var gone = new DropletNotFound();
                action.Fail(gone.Code, gone.Message, clock.GetUtcNow());
                return;
            }

            volume.AttachTo(droplet.Id);
            action.Complete(clock.GetUtcNow());
        },
        ct);

    public Task DetachAsync(VolumeAttachment run, CancellationToken ct) => EndAsync(
        run,
        (_, volume, action) =>
        {
            volume.Detach();
            action.Complete(clock.GetUtcNow());
        },
        ct);

    /// <summary>Everything is as it was; the action says why.</summary>
    public Task FailAsync(VolumeAttachment run, RunFailure failure, CancellationToken ct) => EndAsync(
        run, (_, _, action) => action.Fail(failure.Code, failure.CustomerMessage, clock.GetUtcNow()), ct);

    private async Task EndAsync(VolumeAttachment run, Action<Droplet, BlockVolume, ResourceAction> end, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var droplet = await db.LockDropletAsync(run.DropletId, ct);
        var volume = await db.LockBlockVolumeAsync(run.VolumeId, ct);
        var action = await db.LockActionAsync(run.ActionId, ct);
        if (action.Status != ActionStatus.InProgress)
        {
            return;
        }

        end(droplet, volume, action);
        droplet.EndEvent();
        volume.EndEvent();
        await EventLog.RecordAsync(db, DropletEvents.ActionEnded(droplet, action), clock.GetUtcNow(), ct);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
    }
}
