using CloudControl.Domain.Accounts;
using CloudControl.Domain.Actions;
using CloudControl.Domain.BlockVolumes;
using CloudControl.Domain.Droplets;
using CloudControl.Domain.Hosts;
using CloudControl.Domain.Images;
using CloudControl.Domain.ReservedIps;
using CloudControl.Domain.Runs;
using CloudControl.Domain.Storage;
using CloudControl.Domain.Volumes;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Infrastructure.Persistence;

/// <summary>
/// Rows taken for the length of a transaction. A step that may run twice, even in two workers at one time, decides by what it
/// finds under the lock. Who takes several takes them in this order: accounts, droplets, reserved IPs, block volumes, their snapshots,
/// volumes, actions, hosts.
/// </summary>
public static class RowLocks
{
    /// <summary>
    /// Holds an account's row: two orders at one time must not both be the last one allowed. <c>no key update</c>, since rows that refer to
    /// the account must still be insertable.
    /// </summary>
    public static Task LockAccountAsync(this CloudControlDb db, AccountId id, CancellationToken ct) =>
        db.Database.ExecuteSqlAsync($"select from accounts where id = {id.Value} for no key update", ct);

    /// <exception cref="InvalidOperationException">There is no such droplet: rows of droplets are never deleted.</exception>
    public static Task<Droplet> LockDropletAsync(this CloudControlDb db, DropletId id, CancellationToken ct) =>
        db.Droplets.FromSql($"select *, xmin from droplets where id = {id.Value} for update").SingleAsync(ct);

    /// <summary>
    /// The droplet of a run, as long as the run's action is in progress. Null once it ended, which happens under the same lock: then the
    /// caller is a worker that lost the run and does not know it, and whatever it does to the droplet would undo what came after.
    /// </summary>
    public static async Task<Droplet?> LockDropletAsync(this CloudControlDb db, IDropletRun run, CancellationToken ct)
    {
        var droplet = await db.LockDropletAsync(run.DropletId, ct);
        return await db.Actions.AnyAsync(a => a.Id == run.ActionId && a.Status == ActionStatus.InProgress, ct) ? droplet : null;
    }

    /// <inheritdoc cref="LockDropletAsync(CloudControlDb, DropletId, CancellationToken)" path="/exception"/>
    public static Task<ResourceAction> LockActionAsync(this CloudControlDb db, ActionId id, CancellationToken ct) =>
        db.Actions.FromSql($"select * from actions where id = {id.Value} for update").SingleAsync(ct);

    /// <inheritdoc cref="LockDropletAsync(CloudControlDb, DropletId, CancellationToken)" path="/exception"/>
    public static Task<Volume> LockVolumeAsync(this CloudControlDb db, VolumeId id, CancellationToken ct) =>
        db.Volumes.FromSql($"select * from volumes where id = {id.Value} for update").SingleAsync(ct);

    /// <summary>An image that is there; nobody orders from it meanwhile. Null when it was deleted.</summary>
    public static Task<Image?> LockImageAsync(this CloudControlDb db, ImageId id, CancellationToken ct) =>
        db.Images.FromSql($"select * from images where id = {id.Value} and deleted_at is null for update").SingleOrDefaultAsync(ct);

    /// <inheritdoc cref="LockDropletAsync(CloudControlDb, DropletId, CancellationToken)" path="/exception"/>
    public static Task<ReservedIp> LockReservedIpAsync(this CloudControlDb db, ReservedIpId id, CancellationToken ct) =>
        db.ReservedIps.FromSql($"select * from reserved_ips where id = {id.Value} for update").SingleAsync(ct);

    /// <inheritdoc cref="LockDropletAsync(CloudControlDb, DropletId, CancellationToken)" path="/exception"/>
    public static Task<BlockVolume> LockBlockVolumeAsync(this CloudControlDb db, VolumeId id, CancellationToken ct) =>
        db.BlockVolumes.FromSql($"select * from block_volumes where id = {id.Value} for update").SingleAsync(ct);

    /// <inheritdoc cref="LockDropletAsync(CloudControlDb, DropletId, CancellationToken)" path="/exception"/>
    public static Task<VolumeSnapshot> LockVolumeSnapshotAsync(this CloudControlDb db, VolumeId id, CancellationToken ct) =>
        db.VolumeSnapshots.FromSql($"select * from volume_snapshots where id = {id.Value} for update").SingleAsync(ct);

    /// <exception cref="InvalidOperationException">There is no such cleaning.</exception>
    public static Task<ExtentCleaning> LockCleaningAsync(this CloudControlDb db, VolumeId id, CancellationToken ct) =>
        db.ExtentCleanings.FromSql($"select * from extent_cleanings where id = {id.Value} for update").SingleAsync(ct);

    /// <summary>Null when there is no such host.</summary>
    public static Task<Host?> LockHostAsync(this CloudControlDb db, string name, CancellationToken ct) =>
        db.Hosts.FromSql($"select * from hosts where name = {name} for update").SingleOrDefaultAsync(ct);
}
