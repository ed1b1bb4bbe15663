using CloudControl.Domain.Runs;
using CloudControl.Infrastructure.Images;
using CloudControl.Infrastructure.Persistence;
using CloudControl.Infrastructure.Storage;
using CloudControl.Workers.Pipelines;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Workers.Volumes;

/// <summary>
/// Puts the image and what makes it this droplet's through the volume, chunk by chunk. Nothing to undo: the volume's undo scrubs
/// whatever was written. Repeated, it writes the same bytes again.
/// </summary>
public sealed class WriteImage(StorageHosts hosts, ImageWriter images, CloudControlDb db) : Step<INewVolume>
{
    public override async Task<StepOutcome> DoAsync(INewVolume run, CancellationToken ct)
    {
        var volume = await db.Volumes.SingleAsync(v => v.Id == run.NewVolumeId, ct);
        var droplet = await db.Droplets.AsNoTracking().SingleAsync(d => d.Id == run.DropletId, ct);
        var image = await db.Images.AsNoTracking().SingleAsync(i => i.Id == run.ImageId, ct);

        await using var device = await hosts[run.HostName].OpenAsync(run.NewVolumeId, ct);
        var order = new ImageOrder(
            image.Source, image.SourceName, volume.Disk, droplet.Name, droplet.AuthorizedKeys, droplet.UserData, volume.Id, droplet.Id.Value,
            volume.CreatedAt);
        var written = await images.WriteAsync(order, device, ct);
        if (written.Error is { } error)
        {
            return StepOutcome.Failed(error);
        }

        volume.BecomeReady(device.ChunksWritten);
        await db.SaveChangesAsync(ct);
        return StepOutcome.Done;
    }
}
