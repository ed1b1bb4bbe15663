using CloudControl.Domain.Accounts;
using CloudControl.Domain.Actions;
using CloudControl.Domain.Droplets;
using CloudControl.Domain.Droplets.Runs;
using CloudControl.Domain.Hosts;
using CloudControl.Domain.Storage;
using CloudControl.Domain.Volumes;
using CloudControl.Infrastructure.Catalogue;
using CloudControl.Infrastructure.Events;
using CloudControl.Infrastructure.Networking;

namespace CloudControl.Infrastructure.Persistence;

/// <summary>
/// Writes everything a create writes, in a transaction that is rolled back. A process does it once when it starts: the model is built,
/// the statements are compiled, and the first customer does not wait for either. Nothing of it is ever seen: ids are below every
/// sequence, the notification of the run goes with the rollback. Names and ids are each process's own: processes that start together
/// would wait for each other's rollback.
/// </summary>
public static class OrderRehearsal
{
    /// <summary>Below every sequence.</summary>
    private const int LargestId = 1_000_000;
    private static readonly ByteSize Extent = ByteSize.FromMiB(4);
    private static readonly ByteSize Chunk = ByteSize.FromKiB(64);

    public static async Task PlayAsync(CloudControlDb db, TimeProvider clock, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var id = Random.Shared.Next(1, LargestId);
        var name = $"rehearsal-{Guid.NewGuid():n}";
        var (region, size) = (StandardCatalogue.Regions[0], StandardCatalogue.Sizes[0]);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var account = Account.Open(name, name, now);
        var host = Host.Register(name, region.Slug, Extent, (int)Chunk.Bytes, CowStore.CoveringExtents(size.Disk, Chunk, Extent), now);
        db.AddRange(account, host);
        await db.SaveChangesAsync(ct);

        var vpc = await DefaultVpcs.EnsureAsync(db, account.Id, region.Slug, now, ct);
        var order = new DropletOrder(
            account.Id, name, region.Slug, size.Slug, size.MemoryMib, size.Vcpus, size.DiskGib, StandardCatalogue.Images(now)[0].Id, name,
            [], null, [], [], vpc, Scrub: true, PublicNetworking: true);
        var droplet = Droplet.Order(new DropletId(id), VolumeId.New(), order, now);
        var volume = Volume.Order(droplet.VolumeId, account.Id, droplet.Id, host, size.Disk, now);
        var action = ResourceAction.Start(
            new ActionId(id), account.Id, ActionTypes.Create, ResourceTypes.Droplet, id, region.Slug, token: null, now);
        await ExtentAccount.TryTakeAsync(db, volume, ct);
        db.AddRange(droplet, volume, action, DropletRuns.Create(droplet, action, now));
        await db.SaveChangesAsync(ct);

        db.ChangeTracker.Clear();
        droplet = await db.LockDropletAsync(droplet.Id, ct);
        action = await db.LockActionAsync(action.Id, ct);
        (await db.LockVolumeAsync(volume.Id, ct)).BecomeReady(chunksWritten: 0);
        droplet.PowerOn();
        action.Complete(now);
        await EventLog.RecordAsync(db, DropletEvents.CreateCompleted(droplet, action), now, ct);
        await db.SaveChangesAsync(ct);
        await transaction.RollbackAsync(ct);
    }
}
