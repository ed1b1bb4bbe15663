using System.Net;
using CloudControl.Api.Tests.Droplets;
using CloudControl.Domain.Actions;
using CloudControl.Domain.Droplets;
using CloudControl.Domain.Images;
using CloudControl.Domain.Volumes;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.Tests.Images;

/// <summary>What tests about private images do before they come to their point.</summary>
internal static class ImageClients
{
    private const int SixChunks = 6 * 64 * 1024;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>A snapshot of the droplet, its action ended as the workers would.</summary>
    /// <returns>The image's id.</returns>
    public static async Task<long> SnapshotAsync(this TestApi api, long droplet, string name = "kept", ImageKind kind = ImageKind.Snapshot)
    {
        await api.Client.Post($"/v2/droplets/{droplet}/actions", $$"""{"type": "snapshot", "name": "{{name}}"}""").ShouldBeAsync(HttpStatusCode.Created);
        long made;
        await using (var db = api.OpenDb())
        {
            DropletId? id = new DropletId(droplet);
            var image = await db.Images.Where(i => i.DropletId == id).OrderByDescending(i => i.Id).FirstAsync(Ct);
            var volume = await db.Volumes.SingleAsync(v => v.ImageId == image.Id, Ct);
            volume.BecomeReady(chunksWritten: 6);
            image.BecomeAvailable("nyc3", SixChunks);
            if (kind != image.Kind)
            {
                await db.Database.ExecuteSqlAsync($"update images set kind = 'backup' where id = {image.Id.Value}", Ct);
            }

            await db.SaveChangesAsync(Ct);
            made = image.Id.Value;
        }

        await api.EndEventsAsync(droplet);
        return made;
    }

    /// <summary>Ends the image's import or transfer as the workers would.</summary>
    public static async Task EndImageEventsAsync(this TestApi api, long imageId)
    {
        await using var db = api.OpenDb();
        ImageId? id = new ImageId(imageId);
        var image = await db.Images.SingleAsync(i => i.Id == id, Ct);
        foreach (var volume in await db.Volumes.Where(v => v.ImageId == id && v.State == VolumeState.Ordered).ToListAsync(Ct))
        {
            volume.BecomeReady(chunksWritten: 6);
            image.BecomeAvailable((await db.Hosts.SingleAsync(h => h.Name == volume.HostName, Ct)).RegionSlug, SixChunks);
        }

        foreach (var action in await db.Actions.Where(a => a.ResourceType == ResourceTypes.Image && a.ResourceId == imageId && a.Status == ActionStatus.InProgress).ToListAsync(Ct))
        {
            action.Complete(TimeProvider.System.GetUtcNow());
        }

        await db.SaveChangesAsync(Ct);
    }

    public static async Task<IReadOnlyList<Volume>> VolumesOfImageAsync(this TestApi api, long image)
    {
        await using var db = api.OpenDb();
        ImageId? id = new ImageId(image);
        return await db.Volumes.AsNoTracking().Where(v => v.ImageId == id).ToListAsync(Ct);
    }
}
