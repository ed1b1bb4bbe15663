using CloudControl.Domain.Droplets.Runs;
using CloudControl.Infrastructure.Events;
using CloudControl.Infrastructure.Persistence;
using CloudControl.Workers.Droplets;
using CloudControl.Workers.Pipelines;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Workers.SnapshotDroplet;

/// <summary>The image is there, and the droplet free for the next event.</summary>
public sealed class AnnounceSnapshot(ActionEnding ending, CloudControlDb db) : Step<DropletSnapshotting>
{
    public override async Task<StepOutcome> DoAsync(DropletSnapshotting run, CancellationToken ct)
    {
        var volume = await db.Volumes.AsNoTracking().SingleAsync(v => v.Id == run.NewVolumeId, ct);
        var image = await db.Images.SingleAsync(i => i.Id == run.ImageId, ct);
        await ending.CompleteAsync(
            run, droplet => image.BecomeAvailable(droplet.RegionSlug, volume.ChunksWritten * volume.ChunkBytes), DropletEvents.ActionEnded, ct);
        return StepOutcome.Done;
    }
}
