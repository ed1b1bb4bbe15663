using CloudControl.Domain.Droplets.Runs;
using CloudControl.Infrastructure.Persistence;
using CloudControl.Infrastructure.Storage;
using CloudControl.Workers.Pipelines;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Workers.ResizeDroplet;

/// <summary>
/// Lets the disk grow to what its row says: the order has taken the room. The file system on it is its owner's and stays as it is; guests
/// grow theirs when they boot. A disk that has grown does not shrink again, so what the host took stays the volume's, and only the rest
/// is given back by an undo.
/// </summary>
public sealed class ExtendDisk(StorageHosts hosts, CloudControlDb db) : Step<DropletResizing>
{
    public override async Task<StepOutcome> DoAsync(DropletResizing run, CancellationToken ct)
    {
        if (!run.GrowsDisk)
        {
            return StepOutcome.Done;
        }

        var volume = await db.Volumes.AsNoTracking().SingleAsync(v => v.Id == run.VolumeId, ct);
        var extended = await hosts[run.HostName].ExtendAsync(volume.Id, volume.Disk, volume.CowStore, ct);
        return extended.Error is { } error ? StepOutcome.Failed(error) : StepOutcome.Done;
    }

    public override async Task<StepOutcome> UndoAsync(DropletResizing run, CancellationToken ct)
    {
        await foreach (var laid in hosts[run.HostName].ListVolumesAsync(ct))
        {
            if (laid.Volume.Id == run.VolumeId)
            {
                await ExtentAccount.ShrinkToAsync(db, run.VolumeId, laid.Volume.Disk, laid.ExtentCount, ct);
                break;
            }
        }

        return StepOutcome.Done;
    }
}
