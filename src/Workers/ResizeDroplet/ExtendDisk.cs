using CloudControl.Domain.Droplets.Runs;
using CloudControl.Infrastructure.Persistence;
using CloudControl.Workers.Pipelines;
using CloudControl.Workers.Volumes;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Workers.ResizeDroplet;

/// <summary>
/// Lets the disk grow to what its row says: the order has taken the room. The file system on it is its owner's and stays as it is; guests
/// grow theirs when they boot.
/// </summary>
public sealed class ExtendDisk(VolumeGrowth growth, CloudControlDb db) : Step<DropletResizing>
{
    public override async Task<StepOutcome> DoAsync(DropletResizing run, CancellationToken ct)
    {
        if (!run.GrowsDisk)
        {
            return StepOutcome.Done;
        }

        var volume = await db.Volumes.AsNoTracking().SingleAsync(v => v.Id == run.VolumeId, ct);
        var refused = await growth.GrowAsync(run.HostName, volume.Id, run.ActionId, volume.Disk, ct);
        return refused is null ? StepOutcome.Done : StepOutcome.Failed(refused);
    }

    public override async Task<StepOutcome> UndoAsync(DropletResizing run, CancellationToken ct)
    {
        await growth.UndoAsync(run.HostName, run.VolumeId, run.ActionId, ct);
        return StepOutcome.Done;
    }
}
