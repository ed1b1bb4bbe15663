using CloudControl.Api.Http;
using CloudControl.Domain;
using CloudControl.Domain.Actions;
using CloudControl.Domain.Droplets;
using CloudControl.Domain.Droplets.Runs;
using CloudControl.Domain.Storage;
using CloudControl.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.Droplets;

/// <summary>What every destroy writes, whoever asked for it and for how many droplets.</summary>
internal static class Destroying
{
    /// <summary>
    /// How often a destroy is tried again because the droplet's row changed under it, say by a worker that ended an event. A destroy
    /// is never refused because something else is going on: its run waits for the droplet's earlier ones.
    /// </summary>
    public const int MaximumAttempts = 10;

    /// <summary>Destroys one of the caller's droplets.</summary>
    /// <returns>The action to watch; or why not, in which case nothing happened.</returns>
    public static async Task<Result<ResourceAction>> DestroyAsync(
        long dropletId, Result<ScrubChoice> choice, Caller caller, CloudControlDb db, IdBlocks ids, ScrubSettings settings, TimeProvider clock,
        CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            if (await db.Droplets.Of(caller.AccountId).FindAsync(dropletId, ct) is not { } droplet)
            {
                return new DropletNotFound();
            }

            if (droplet.DeletionProtected)
            {
                return new DropletProtected(droplet.Id);
            }

            var scrub = settings.Decide(choice, droplet.Scrub);
            if (scrub.Error is { } error)
            {
                return error;
            }

            var action = await AddAsync(droplet, scrub.Value, caller, db, ids, clock.GetUtcNow(), ct);
            try
            {
                await SaveAsync(db, [droplet.Id], ct);
                return action;
            }
            catch (DbUpdateConcurrencyException) when (attempt < MaximumAttempts)
            {
                db.ChangeTracker.Clear();
            }
        }
    }

    /// <summary>Droplet, action and run, to be saved together. From the save on nobody finds the droplet; its disk goes behind the answer.</summary>
    public static async Task<ResourceAction> AddAsync(
        Droplet droplet, bool scrub, Caller caller, CloudControlDb db, IdBlocks ids, DateTimeOffset now, CancellationToken ct)
    {
        var action = ResourceAction.Start(
            await ids.NextActionIdAsync(ct), caller.AccountId, ActionTypes.Destroy, ResourceTypes.Droplet, droplet.Id.Value,
            droplet.RegionSlug, caller.TokenId, now, scrub);
        var declined = scrub ? null : new ScrubDeclined(droplet.VolumeId, caller.TokenId.Value, now);
        droplet.Destroy(now);
        db.AddRange(action, DropletRuns.Destroy(droplet, action, declined, now));
        return action;
    }

    /// <summary>
    /// Saves what was added. The droplets' block volumes are detached and their reserved IPs unassigned in the same transaction, and
    /// outlive them.
    /// </summary>
    /// <exception cref="Microsoft.EntityFrameworkCore.DbUpdateConcurrencyException">A droplet's row changed: nothing was saved.</exception>
    public static async Task SaveAsync(CloudControlDb db, IReadOnlyCollection<DropletId> droplets, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await db.SaveChangesAsync(ct);
        await db.UnassignAllAsync(droplets, ct);
        await db.DetachAllAsync(droplets, ct);
        await transaction.CommitAsync(ct);
    }
}
