using CloudControl.Domain.Actions;
using CloudControl.Domain.Droplets;
using CloudControl.Domain.Droplets.Runs;
using CloudControl.Domain.Images;
using CloudControl.Infrastructure.Events;
using CloudControl.Infrastructure.Images;
using CloudControl.Infrastructure.Persistence;
using CloudControl.Infrastructure.Storage;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Workers.Backups;

/// <summary>
/// Looks once at what backup policies ask for: begins the backups whose window is open, and deletes those that were kept long enough. Any
/// number of workers may look at the same time: each decides under the row's lock.
/// </summary>
public sealed class BackupRound(
    StorageHosts hosts, IDbContextFactory<CloudControlDb> databases, IdBlocks ids, TimeProvider clock, ILogger<BackupRound> log)
{
    /// <summary>Droplets and images seen to in one round; the next one goes on.</summary>
    public const int MaximumPerRound = 100;

    public async Task RunAsync(CancellationToken ct)
    {
        foreach (var droplet in await DueAsync(ct))
        {
            await BeginAsync(droplet, ct);
        }

        foreach (var image in await ExpiredAsync(ct))
        {
            await DeleteAsync(image, ct);
        }
    }

    private async Task<IReadOnlyList<DropletId>> DueAsync(CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var (now, names) = (clock.GetUtcNow(), hosts.Names);
        return await db.Droplets
            .Where(d => d.NextBackupAt <= now && d.DestroyedAt == null && names.Contains(d.HostName))
            .OrderBy(d => d.NextBackupAt).Select(d => d.Id).Take(MaximumPerRound).ToListAsync(ct);
    }

    /// <summary>Begins the droplet's backup. One that something else happens to waits for the next round.</summary>
    private async Task BeginAsync(DropletId id, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var (droplet, now) = (await db.LockDropletAsync(id, ct), clock.GetUtcNow());
        if (droplet.NextBackupAt is not { } opened || opened > now || droplet.BackupPolicy is not { } policy || !droplet.BeginEvent().IsOk)
        {
            return;
        }

        var action = ResourceAction.Start(
            await ids.NextActionIdAsync(ct), droplet.AccountId, ActionTypes.Backup, ResourceTypes.Droplet, droplet.Id.Value, droplet.RegionSlug,
            token: null, now);
        var name = $"{droplet.Name} {now:yyyy-MM-dd}";
        var ordered = await ImageOrders.OrderAsync(db, ids, droplet, name, ImageKind.Backup, now.AddDays(policy.RetentionDays), now, ct);
        if (ordered.Error is { } full)
        {
            if (now < opened.AddHours(BackupPolicy.WindowHours))
            {
                return;     // there may be room before the window closes
            }

            log.LogWarning("Droplet {Droplet} goes without the backup of {Window}: {Why}", id, opened, full.Message);
            action.Fail(full.Code, full.Message, now);
            droplet.EndEvent();
            await EventLog.RecordAsync(db, DropletEvents.ActionEnded(droplet, action), now, ct);
        }
        else
        {
            db.Add(DropletRuns.Snapshot(droplet, ordered.Value!.Image, ordered.Value.Volume.Id, action, now));
        }

        droplet.AwaitNextBackup(now);
        db.Add(action);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
    }

    private async Task<IReadOnlyList<ImageId>> ExpiredAsync(CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var now = clock.GetUtcNow();
        return await db.Images.Where(i => i.ExpiresAt <= now && i.DeletedAt == null && i.State == ImageState.Available)
            .OrderBy(i => i.ExpiresAt).Select(i => i.Id).Take(MaximumPerRound).ToListAsync(ct);
    }

    private async Task DeleteAsync(ImageId id, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var now = clock.GetUtcNow();
        if (await db.LockImageAsync(id, ct) is not { } image || !(image.ExpiresAt <= now)
            || await ImageOrders.DeleteAsync(db, image, now, ct) is not null)
        {
            return;
        }

        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
    }
}
