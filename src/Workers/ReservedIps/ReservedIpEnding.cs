using CloudControl.Domain;
using CloudControl.Domain.Actions;
using CloudControl.Domain.Droplets;
using CloudControl.Domain.ReservedIps;
using CloudControl.Domain.ReservedIps.Runs;
using CloudControl.Infrastructure.Events;
using CloudControl.Infrastructure.Persistence;
using CloudControl.Workers.Pipelines;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Workers.ReservedIps;

/// <summary>
/// The end of an assigning or an unassigning: who has the address, its lock, the action, the event and its deliveries in one transaction.
/// An action that has ended is left alone, so any step that ends one may run twice.
/// </summary>
public sealed class ReservedIpEnding(CloudControlDb db, TimeProvider clock)
{
    /// <summary>Unless the droplet was destroyed meanwhile, or got another one: then the action says so and the address stays where it was.</summary>
    public Task AssignAsync(ReservedIpMove run, CancellationToken ct) => EndAsync(
        run,
        async (droplet, ip, action) =>
        {
            var taken = await db.ReservedIps.AnyAsync(other => other.DropletId == droplet.Id && other.Id != ip.Id, ct);
            Error? refused = droplet.Status == DropletStatus.Destroyed ? new DropletNotFound() : taken ? new DropletHasReservedIp() : null;
            if (refused is not null)
            {
                action.Fail(refused.Code, refused.Message, clock.GetUtcNow());
                return;
            }

            ip.AssignTo(droplet.Id);
            action.Complete(clock.GetUtcNow());
        },
        ct);

    public Task UnassignAsync(ReservedIpMove run, CancellationToken ct) => EndAsync(
        run,
        (_, ip, action) =>
        {
            ip.Unassign();
            action.Complete(clock.GetUtcNow());
            return Task.CompletedTask;
        },
        ct);

    /// <summary>Everything is as it was; the action says why.</summary>
    public Task FailAsync(ReservedIpMove run, RunFailure failure, CancellationToken ct) => EndAsync(
        run,
        (_, _, action) =>
        {
            action.Fail(failure.Code, failure.CustomerMessage, clock.GetUtcNow());
            return Task.CompletedTask;
        },
        ct);

    private async Task EndAsync(ReservedIpMove run, Func<Droplet, ReservedIp, ResourceAction, Task> end, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);

        // Under the droplet's lock nobody destroys it or gives it another address.
        var droplet = await db.LockDropletAsync(run.DropletId, ct);
        var ip = await db.LockReservedIpAsync(run.ReservedIpId, ct);
        var action = await db.LockActionAsync(run.ActionId, ct);
        if (action.Status != ActionStatus.InProgress)
        {
            return;
        }

        await end(droplet, ip, action);
        ip.EndEvent();
        await EventLog.RecordAsync(db, DropletEvents.ReservedIpMoved(droplet, ip, action), clock.GetUtcNow(), ct);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
    }
}
