using CloudControl.Domain.Actions;
using CloudControl.Domain.Droplets;
using CloudControl.Domain.Runs;
using CloudControl.Infrastructure.Events;
using CloudControl.Infrastructure.Persistence;
using CloudControl.Workers.Pipelines;

namespace CloudControl.Workers.Droplets;

/// <summary>
/// The end of an action: the droplet's new state, its lock, the action, the event and its deliveries in one transaction, so that
/// nobody ever sees one without the others. An action that has ended is left alone, so any step that ends one may run twice.
/// </summary>
public sealed class ActionEnding(CloudControlDb db, TimeProvider clock)
{
    /// <summary>Ends the run's action well, with what it did to the droplet and the event that tells of it.</summary>
    public Task CompleteAsync(
        IDropletRun run, Action<Droplet> change, Func<Droplet, ResourceAction, EventDraft> describe, CancellationToken ct) =>
        EndAsync(run, change, action => action.Complete(clock.GetUtcNow()), describe, ct);

    /// <summary>As <see cref="CompleteAsync"/>, for an action that came to nothing because of <paramref name="failure"/>.</summary>
    public Task FailAsync(
        IDropletRun run, RunFailure failure, Action<Droplet> change, Func<Droplet, ResourceAction, EventDraft> describe, CancellationToken ct) =>
        EndAsync(run, change, action => action.Fail(failure.Code, failure.CustomerMessage, clock.GetUtcNow()), describe, ct);

    private async Task EndAsync(
        IDropletRun run, Action<Droplet> change, Action<ResourceAction> end, Func<Droplet, ResourceAction, EventDraft> describe,
        CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var droplet = await db.LockDropletAsync(run.DropletId, ct);
        var action = await db.LockActionAsync(run.ActionId, ct);
        if (action.Status != ActionStatus.InProgress)
        {
            return;
        }

        change(droplet);
        droplet.EndEvent();
        end(action);
        await EventLog.RecordAsync(db, describe(droplet, action), clock.GetUtcNow(), ct);
        await db.SaveChangesAsync(ct);
        if (droplet.Status == DropletStatus.Destroyed)
        {
            await db.DetachAllAsync([droplet.Id], ct);     // a create that failed: the volumes it was ordered with stay
        }

        await transaction.CommitAsync(ct);
    }
}
