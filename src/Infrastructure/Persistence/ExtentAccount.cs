using CloudControl.Domain.Actions;
using CloudControl.Domain.Hosts;
using CloudControl.Domain.Storage;
using CloudControl.Domain.Volumes;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Infrastructure.Persistence;

/// <summary>
/// What volumes hold of their host's extents, kept in the host's row. Taken with the order, given back with the release, each in
/// the transaction that writes the volume's row; the database refuses a balance outside 0..total.
/// </summary>
public static class ExtentAccount
{
    /// <summary>Takes the extents of a volume being ordered. False: the host has no room, or takes nothing new.</summary>
    public static async Task<bool> TryTakeAsync(CloudControlDb db, Volume volume, CancellationToken ct) =>
        await db.Hosts
            .Where(h => h.Name == volume.HostName && h.State == HostState.Serving && h.HeldExtents + volume.ExtentCount <= h.TotalExtents)
            .ExecuteUpdateAsync(set => set.SetProperty(h => h.HeldExtents, h => h.HeldExtents + volume.ExtentCount), ct) == 1;

    /// <summary>
    /// Takes what a volume needs to grow to <paramref name="disk"/>, to be saved by the caller. Its row keeps its size until the host has
    /// extended it (<see cref="SettleAsync"/>): what is ahead of the growth, be it the create, finds the volume as it was ordered then.
    /// False: the host has no room, and nothing has changed.
    /// </summary>
    public static async Task<bool> TryTakeMoreAsync(CloudControlDb db, Volume volume, Host host, ByteSize disk, CancellationToken ct)
    {
        var more = Math.Max(0, host.ExtentsFor(disk) - volume.ExtentCount);
        var hasRoom = more == 0 || await db.Hosts
            .Where(h => h.Name == host.Name && h.HeldExtents + more <= h.TotalExtents)
            .ExecuteUpdateAsync(set => set.SetProperty(h => h.HeldExtents, h => h.HeldExtents + more), ct) == 1;
        if (hasRoom)
        {
            volume.Hold(more);
        }

        return hasRoom;
    }

    /// <summary>As <see cref="TryTakeMoreAsync"/>, for a volume on which nothing else waits: its row has the new size at once, and the host follows.</summary>
    public static async Task<bool> TryGrowAsync(CloudControlDb db, Volume volume, Host host, ByteSize disk, CancellationToken ct)
    {
        var hasRoom = await TryTakeMoreAsync(db, volume, host, disk, ct);
        if (hasRoom)
        {
            volume.Resize(disk, volume.ExtentCount);
        }

        return hasRoom;
    }

    /// <summary>
    /// After a growth, made or not: the volume's row says what its host has, and what it was to grow by and the host did not take is given
    /// back. Once the growth's action has ended nothing changes: what is held by then may be the next one's.
    /// </summary>
    public static async Task SettleAsync(CloudControlDb db, VolumeId id, ActionId growth, ByteSize disk, long extentCount, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var volume = await db.LockVolumeAsync(id, ct);
        if (volume.State == VolumeState.Released || !await db.Actions.AnyAsync(a => a.Id == growth && a.Status == ActionStatus.InProgress, ct))
        {
            return;
        }

        var less = volume.ExtentCount - extentCount;
        await db.Hosts.Where(h => h.Name == volume.HostName)
            .ExecuteUpdateAsync(set => set.SetProperty(h => h.HeldExtents, h => h.HeldExtents - less), ct);
        volume.Resize(disk, extentCount);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
    }

    /// <summary>Marks the volume released and gives its extents back; a volume released before gives nothing twice.</summary>
    public static async Task GiveBackAsync(CloudControlDb db, VolumeId id, DateTimeOffset now, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var volume = await db.LockVolumeAsync(id, ct);
        if (volume.BecomeReleased(now))
        {
            await db.Hosts.Where(h => h.Name == volume.HostName)
                .ExecuteUpdateAsync(set => set.SetProperty(h => h.HeldExtents, h => h.HeldExtents - volume.ExtentCount), ct);
            await db.SaveChangesAsync(ct);
        }

        await transaction.CommitAsync(ct);
    }

    /// <summary>Holds the extents of a cleaning, which any host does that is there, also one that takes no orders. False: there is no room.</summary>
    public static async Task<bool> TryHoldAsync(CloudControlDb db, ExtentCleaning cleaning, CancellationToken ct) =>
        await db.Hosts
            .Where(h => h.Name == cleaning.HostName && h.State != HostState.Removed && h.HeldExtents + cleaning.ExtentCount <= h.TotalExtents)
            .ExecuteUpdateAsync(set => set.SetProperty(h => h.HeldExtents, h => h.HeldExtents + cleaning.ExtentCount), ct) == 1;

    /// <summary>Ends a cleaning and gives back what it held; one that ended before gives nothing twice.</summary>
    public static async Task EndAsync(CloudControlDb db, VolumeId cleaning, DateTimeOffset now, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var held = await db.LockCleaningAsync(cleaning, ct);
        if (held.End(now))
        {
            await db.Hosts.Where(h => h.Name == held.HostName)
                .ExecuteUpdateAsync(set => set.SetProperty(h => h.HeldExtents, h => h.HeldExtents - held.ExtentCount), ct);
            await db.SaveChangesAsync(ct);
        }

        await transaction.CommitAsync(ct);
    }
}
