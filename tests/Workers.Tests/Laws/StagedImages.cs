using CloudControl.Domain.Actions;
using CloudControl.Domain.Images;
using CloudControl.Domain.Images.Runs;
using CloudControl.Domain.Storage;
using CloudControl.Domain.Volumes;
using CloudControl.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Workers.Tests.Laws;

/// <summary>Images on a stage, ordered as the API does.</summary>
public static class StagedImages
{
    /// <summary>Orders an image of the droplet's disk, the extents of its volume held.</summary>
    public static async Task<(Image Image, Volume Volume)> OrderImageAsync(this DropletStage stage, CancellationToken ct)
    {
        await using var db = stage.OpenDb();
        var droplet = await db.Droplets.AsNoTracking().SingleAsync(d => d.Id == stage.Droplet, ct);
        var from = await db.Images.AsNoTracking().SingleAsync(i => i.Id == droplet.ImageId, ct);
        var image = Image.OfDroplet(new ImageId(2_000_000), droplet, from, "kept", ImageKind.Snapshot, DateTimeOffset.UtcNow);
        var account = await db.Hosts.AsNoTracking().SingleAsync(h => h.Name == DropletStage.HostName, ct);
        var volume = Volume.OrderForImage(
            VolumeId.New(), droplet.AccountId, image.Id, account, DropletStage.DropletDisk, source: droplet.VolumeId, DateTimeOffset.UtcNow);
        Assert.True(await ExtentAccount.TryTakeAsync(db, volume, ct));
        db.AddRange(image, volume);
        await db.SaveChangesAsync(ct);
        return (image, volume);
    }

    /// <summary>Orders an image to be fetched from a URL, with room for the smallest disk, and records the run that does.</summary>
    public static async Task<Image> OrderImportAsync(this DropletStage stage, Uri url, CancellationToken ct)
    {
        await using var db = stage.OpenDb();
        var (now, account) = (DateTimeOffset.UtcNow, (await db.Accounts.AsNoTracking().SingleAsync(ct)).Id);
        var host = await db.Hosts.AsNoTracking().SingleAsync(h => h.Name == DropletStage.HostName, ct);
        var image = Image.FromUrl(new ImageId(2_000_000), account, "brought", Distribution.Unknown, "", [], now);
        var volume = Volume.OrderForImage(VolumeId.New(), account, image.Id, host, ByteSize.FromGiB(1), source: null, now);
        var action = ResourceAction.Start(new ActionId(2), account, ActionTypes.Create, ResourceTypes.Image, image.Id.Value, DropletStage.Region, token: null, now);
        Assert.True(await ExtentAccount.TryTakeAsync(db, volume, ct));
        db.AddRange(image, volume, action);
        await db.SaveChangesAsync(ct);
        await stage.RecordAsync(ImageRuns.Import(image, url, volume, action, now), ct);
        return image;
    }

    /// <summary>Orders a further volume for an image, its extents held.</summary>
    public static async Task<Volume> OrderCopyAsync(this DropletStage stage, Image image, Volume source, CancellationToken ct)
    {
        await using var db = stage.OpenDb();
        var account = await db.Hosts.AsNoTracking().SingleAsync(h => h.Name == DropletStage.HostName, ct);
        var copy = Volume.OrderForImage(VolumeId.New(), source.AccountId, image.Id, account, DropletStage.DropletDisk, source.Id, DateTimeOffset.UtcNow);
        Assert.True(await ExtentAccount.TryTakeAsync(db, copy, ct));
        db.Add(copy);
        await db.SaveChangesAsync(ct);
        return copy;
    }
}
