using CloudControl.Domain;
using CloudControl.Domain.Actions;
using CloudControl.Domain.Images;
using CloudControl.Domain.Images.Runs;
using CloudControl.Domain.Placement;
using CloudControl.Domain.Runs;
using CloudControl.Domain.Storage;
using CloudControl.Domain.Volumes;
using CloudControl.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.ImageActions;

/// <summary>Orders a copy of an image in another region; its room is taken in the caller's transaction, before the answer.</summary>
internal static class TransferImage
{
    /// <returns>The run; or why there can be no such copy, in which case nothing may be saved.</returns>
    public static async Task<Result<PipelineRun>> OrderAsync(
        CloudControlDb db, Image image, string? regionSlug, ResourceAction action, DateTimeOffset now, CancellationToken ct)
    {
        if (!await db.Regions.AnyAsync(r => r.Slug == regionSlug && r.Available, ct))
        {
            return new TransferRegionUnknown();
        }

        if (image.Regions.Contains(regionSlug))
        {
            return new ImageIsThere();
        }

        var source = await db.Volumes.AsNoTracking().Where(v => v.ImageId == image.Id && v.State == VolumeState.Ready).OrderBy(v => v.HostName).FirstAsync(ct);
        var hosts = await db.Hosts.AsNoTracking().Where(h => h.RegionSlug == regionSlug).ToListAsync(ct);
        var chosen = Placing.Choose(hosts, source.Disk);
        if (chosen.Error is not null)
        {
            return new NoRoomForImage();
        }

        var copy = Volume.OrderForImage(VolumeId.New(), image.AccountId!.Value, image.Id, chosen.Value!, source.Disk, source.Id, now);
        if (!await ExtentAccount.TryTakeAsync(db, copy, ct))
        {
            return new NoRoomForImage();
        }

        db.Add(copy);
        return ImageRuns.Transfer(image, copy, action, now);
    }
}
