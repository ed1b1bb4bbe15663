using CloudControl.Domain.Droplets.Runs;
using CloudControl.Domain.Hosts;
using CloudControl.Domain.Storage;
using CloudControl.Domain.Volumes;
using CloudControl.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Workers.Reconcilers;

/// <summary>What a reconciler may put right by itself, each in a transaction that looks once more under the lock.</summary>
internal static class Adjustments
{
    /// <summary>Records the ordinary run that quarantines, scrubs, reads back and releases.</summary>
    public static async Task GiveBackAsync(CloudControlDb db, string hostName, VolumeId id, DateTimeOffset now, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await db.LockVolumeAsync(id, ct);
        if ((await HostLook.RunsAsync(db, hostName, ct)).All(run => run.Volume != id.Value))
        {
            db.Add(DropletRuns.ReturnVolume(id, hostName, causedBy: null, now));
            await db.SaveChangesAsync(ct);
        }

        await transaction.CommitAsync(ct);
        db.ChangeTracker.Clear();
    }

    /// <summary>The host knows its own size. Less than is promised cannot be written; that is a finding.</summary>
    public static async Task CorrectCapacityAsync(CloudControlDb db, HostLook look, CancellationToken ct)
    {
        var (total, stored) = (look.Capacity.TotalExtents, look.Account.TotalExtents);
        if (total != stored)
        {
            await db.Hosts.Where(h => h.Name == look.HostName && h.TotalExtents == stored && h.HeldExtents <= total)
                .ExecuteUpdateAsync(set => set.SetProperty(h => h.TotalExtents, total), ct);
        }
    }

    /// <summary>
    /// Removes a host that is to be removed and on which nothing is left. Asked under the lock of its row, with nothing held: from then
    /// on nobody can lay anything on it.
    /// </summary>
    public static async Task LetGoAsync(CloudControlDb db, IStorageHost host, HostLook look, DateTimeOffset now, CancellationToken ct)
    {
        if (look.Account.State != HostState.Removing || !look.Capacity.IsFreeAndClean)
        {
            return;
        }

        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var row = await db.LockHostAsync(look.HostName, ct);
        var capacity = await host.GetCapacityAsync(ct);
        if (capacity.IsFreeAndClean && row?.BecomeRemoved() == true)
        {
            var released = await db.Volumes.LongCountAsync(v => v.HostName == look.HostName && v.State == VolumeState.Released, ct);
            db.Add(HostDecommission.Of(look.HostName, capacity, released, now));
            await db.SaveChangesAsync(ct);
        }

        await transaction.CommitAsync(ct);
    }
}
