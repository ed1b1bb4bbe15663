using CloudControl.Domain;
using CloudControl.Domain.Actions;
using CloudControl.Domain.Droplets;
using CloudControl.Domain.Images;
using CloudControl.Domain.Images.Runs;
using CloudControl.Domain.Storage;
using CloudControl.Domain.Volumes;
using CloudControl.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Infrastructure.Images;

/// <summary>An image of a droplet's disk and the volume that is to hold it, both added and not yet saved.</summary>
public sealed record ImageOfDisk(Image Image, Volume Volume);

/// <summary>Orders images of droplets' disks and their end, for the customer who asks and for the policy that does.</summary>
public static class ImageOrders
{
    /// <summary>
    /// Takes the room on the droplet's host and adds image and volume to the context. Call inside a transaction, and save there.
    /// </summary>
    /// <param name="db">The caller's context.</param>
    /// <param name="ids">Gives the image its id.</param>
    /// <param name="droplet">Whose disk.</param>
    /// <param name="name">What the image is called.</param>
    /// <param name="kind">Snapshot or backup.</param>
    /// <param name="expiresAt">When it is to be deleted; null to keep it.</param>
    /// <param name="startedAt">When the action that makes it started.</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>The order; or <see cref="NoRoomToSnapshot"/>, in which case nothing may be saved.</returns>
    public static async Task<Result<ImageOfDisk>> OrderAsync(
        CloudControlDb db, IdBlocks ids, Droplet droplet, string name, ImageKind kind, DateTimeOffset? expiresAt, DateTimeOffset startedAt,
        CancellationToken ct)
    {
        var from = await db.Images.AsNoTracking().SingleAsync(i => i.Id == droplet.ImageId, ct);
        var image = Image.OfDroplet(await ids.NextImageIdAsync(ct), droplet, from, name, kind, startedAt, expiresAt);
        var host = await db.Hosts.AsNoTracking().SingleAsync(h => h.Name == droplet.HostName, ct);
        var volume = Volume.OrderForImage(
            VolumeId.New(), droplet.AccountId, image.Id, host, ByteSize.FromGiB(droplet.DiskGib), droplet.VolumeId, startedAt);
        if (!await ExtentAccount.TryTakeAsync(db, volume, ct))
        {
            return new NoRoomToSnapshot();
        }

        db.AddRange(image, volume);
        return new ImageOfDisk(image, volume);
    }

    /// <summary>Marks a locked image deleted and adds the runs that give its volumes back, to be saved by the caller.</summary>
    /// <returns>Null; or <see cref="ImageHasPendingEvent"/>, in which case nothing may be saved.</returns>
    public static async Task<ImageHasPendingEvent?> DeleteAsync(CloudControlDb db, Image image, DateTimeOffset now, CancellationToken ct)
    {
        if (await db.Actions.AnyAsync(
            a => a.ResourceType == ResourceTypes.Image && a.ResourceId == image.Id.Value && a.Status == ActionStatus.InProgress, ct))
        {
            return new ImageHasPendingEvent();
        }

        image.Delete(now);
        var copies = await db.Volumes.AsNoTracking().Where(v => v.ImageId == image.Id && v.State == VolumeState.Ready).ToListAsync(ct);
        db.AddRange(copies.Select(copy => ImageRuns.Return(copy, now)));
        return null;
    }
}
