using CloudControl.Domain.Images;
using CloudControl.Domain.Runs;
using CloudControl.Domain.Volumes;
using CloudControl.Infrastructure.Images;
using CloudControl.Infrastructure.Persistence;
using CloudControl.Infrastructure.Storage;
using CloudControl.Workers.Pipelines;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Workers.Volumes;

/// <summary>
/// Puts the image and what makes it this droplet's through the volume, chunk by chunk; an image that is a volume is copied as it is.
/// Nothing to undo: the volume's undo scrubs whatever was written. Repeated, it writes the same bytes again.
/// </summary>
public sealed class WriteImage(StorageHosts hosts, ImageWriter images, VolumeCopying copying, CloudControlDb db) : Step<IImagedVolume>
{
    public override async Task<StepOutcome> DoAsync(IImagedVolume run, CancellationToken ct)
    {
        var image = await db.Images.AsNoTracking().SingleAsync(i => i.Id == run.ImageId, ct);
        if (image.Source == ImageSource.Volume)
        {
            return await copying.CopyAsync(run, ct);
        }

        var volume = await db.Volumes.SingleAsync(v => v.Id == run.NewVolumeId, ct);
        if (volume.State != VolumeState.Ordered)
        {
            return StepOutcome.Done;   // the outcome was not stored; its owner may be writing to it by now
        }

        var droplet = await db.Droplets.AsNoTracking().SingleAsync(d => d.Id == run.DropletId, ct);
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
