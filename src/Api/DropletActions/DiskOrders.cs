using CloudControl.Api.Http;
using CloudControl.Api.Http.Json;
using CloudControl.Api.Images;
using CloudControl.Domain;
using CloudControl.Domain.Actions;
using CloudControl.Domain.Droplets;
using CloudControl.Domain.Droplets.Runs;
using CloudControl.Domain.Images;
using CloudControl.Domain.Runs;
using CloudControl.Domain.Storage;
using CloudControl.Domain.Volumes;
using CloudControl.Infrastructure.Images;
using CloudControl.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.DropletActions;

/// <summary>
/// Events that need room on the droplet's host. They take it in the caller's transaction, before the answer: an event that finds none
/// leaves everything as it was.
/// </summary>
public sealed class DiskOrders(CloudControlDb db, IdBlocks ids)
{
    /// <summary>A new disk from any image the caller can see; from the droplet's own when none is named.</summary>
    public async Task<Result<PipelineRun>> RebuildAsync(
        Droplet droplet, LooseText? requested, Caller caller, ResourceAction action, DateTimeOffset now, CancellationToken ct)
    {
        var image = LooseText.Said(requested) is { } name
            ? await db.Images.UsableBy(caller.AccountId).FindAsync(name, ct)
            : await db.Images.AsNoTracking().SingleOrDefaultAsync(i => i.Id == droplet.ImageId && i.DeletedAt == null, ct);
        return image is null ? new ImageMissing() : await ReplaceDiskAsync(droplet, image, action, now, ct);
    }

    /// <summary>The disk as it was when the droplet's own snapshot or backup was taken.</summary>
    public async Task<Result<PipelineRun>> RestoreAsync(
        Droplet droplet, LooseText? requested, Caller caller, ResourceAction action, DateTimeOffset now, CancellationToken ct)
    {
        if (LooseText.Said(requested) is not { } name || await db.Images.UsableBy(caller.AccountId).FindAsync(name, ct) is not { } image)
        {
            return new ImageMissing();
        }

        return image.DropletId == droplet.Id ? await ReplaceDiskAsync(droplet, image, action, now, ct) : new ImageNotOfDroplet();
    }

    /// <summary>An image of the disk.</summary>
    /// <param name="droplet">Whose disk.</param>
    /// <param name="name">What to call it; the droplet's name and the time when nothing is said.</param>
    /// <param name="action">The snapshot.</param>
    /// <param name="now">The time.</param>
    /// <param name="ct">Cancels it.</param>
    public async Task<Result<PipelineRun>> SnapshotAsync(
        Droplet droplet, string? name, ResourceAction action, DateTimeOffset now, CancellationToken ct)
    {
        if (name is { Length: > Image.MaximumTextLength })
        {
            return new SnapshotNameTooLong(Image.MaximumTextLength);
        }

        var called = string.IsNullOrEmpty(name) ? $"{droplet.Name}-{now.ToUnixTimeSeconds()}" : name;
        var ordered = await ImageOrders.OrderAsync(db, ids, droplet, called, ImageKind.Snapshot, expiresAt: null, now, ct);
        return ordered.Error is { } full ? full : DropletRuns.Snapshot(droplet, ordered.Value!.Image, ordered.Value.Volume.Id, action, now);
    }

    /// <summary>Another size, for a droplet that is off. With <paramref name="growsDisk"/> the disk becomes the size's, and stays so.</summary>
    public async Task<Result<PipelineRun>> ResizeAsync(
        Droplet droplet, string? sizeSlug, bool growsDisk, ResourceAction action, DateTimeOffset now, CancellationToken ct)
    {
        var size = await db.Sizes.AsNoTracking().SingleOrDefaultAsync(s => s.Slug == sizeSlug && s.Available, ct);
        var grows = growsDisk && size?.DiskGib > droplet.DiskGib;
        Error? refused = size is null ? new ResizeSizeUnknown()
            : droplet.Status != DropletStatus.Off ? new DropletMustBeOff()
            : size.DiskGib < droplet.DiskGib ? new DiskCannotShrink()
            : size.Slug == droplet.SizeSlug && !grows ? new DropletHasThatSize()
            : null;
        if (refused is not null)
        {
            return refused;
        }

        if (grows)
        {
            var host = await db.Hosts.AsNoTracking().SingleAsync(h => h.Name == droplet.HostName, ct);
            var volume = await db.LockVolumeAsync(droplet.VolumeId, ct);
            if (!await ExtentAccount.TryGrowAsync(db, volume, host, size!.Disk, ct))
            {
                return new NoRoomToResize();
            }
        }

        return DropletRuns.Resize(droplet, size!, grows, action, now);
    }

    private async Task<Result<PipelineRun>> ReplaceDiskAsync(
        Droplet droplet, Image image, ResourceAction action, DateTimeOffset now, CancellationToken ct)
    {
        if (image.MinDiskGib > droplet.DiskGib)
        {
            return new DiskTooSmallForImage(image.MinDiskGib);
        }

        var source = (await db.CopiesOfAsync(image, ct)).NearestTo(droplet.HostName, droplet.RegionSlug);
        if (image.Source == ImageSource.Volume && source is null)
        {
            return new ImageNotInRegion();
        }

        if (!await db.HoldImageAsync(image, ct))
        {
            return new ImageMissing();
        }

        var host = await db.Hosts.AsNoTracking().SingleAsync(h => h.Name == droplet.HostName, ct);
        var volume = Volume.Order(
            VolumeId.New(), droplet.AccountId, droplet.Id, host, ByteSize.FromGiB(droplet.DiskGib), now, source?.VolumeId);
        if (!await ExtentAccount.TryTakeAsync(db, volume, ct))
        {
            return new NoRoomToRebuild();
        }

        db.Add(volume);
        return DropletRuns.Rebuild(droplet, volume.Id, image.Id, action, now);
    }
}
