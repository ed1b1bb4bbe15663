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
}
