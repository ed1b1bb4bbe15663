using CloudControl.Domain.Images;
using CloudControl.Domain.Images.Runs;
using CloudControl.Domain.Storage;
using CloudControl.Domain.Volumes;
using CloudControl.Infrastructure.Persistence;
using CloudControl.Workers.Pipelines;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Workers.ImportImage;

/// <summary>
/// Takes as much room as the image turned out to need, before its volume is laid. Nothing to undo: whatever the volume's row says is
/// held is given back with the place, under the same lock.
/// </summary>
public sealed class TakeRoomForImage(CloudControlDb db) : Step<ImageImporting>
{
    public override async Task<StepOutcome> DoAsync(ImageImporting run, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var image = await db.LockImageAsync(run.ImageId, ct);
        var volume = await db.LockVolumeAsync(run.NewVolumeId, ct);
        var disk = ByteSize.FromGiB(run.DiskGib);
        if (volume.State != VolumeState.Ordered || volume.Disk.Bytes >= disk.Bytes)
        {
            return StepOutcome.Done;
        }

        var host = await db.Hosts.AsNoTracking().SingleAsync(h => h.Name == run.HostName, ct);
        if (!await ExtentAccount.TryGrowAsync(db, volume, host, disk, ct))
        {
            return StepOutcome.Failed(new NoRoomForImage(), $"{run.HostName} has no room for {run.DiskGib} GiB");
        }

        image?.Measure(run.DiskGib);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return StepOutcome.Done;
    }
}
