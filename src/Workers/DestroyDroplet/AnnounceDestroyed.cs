using CloudControl.Domain.Droplets.Runs;
using CloudControl.Infrastructure.Events;
using CloudControl.Infrastructure.Persistence;
using CloudControl.Workers.Droplets;
using CloudControl.Workers.Pipelines;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Workers.DestroyDroplet;

/// <summary>The disk is gone, and the receipt says how.</summary>
public sealed class AnnounceDestroyed(ActionEnding ending, CloudControlDb db) : Step<DropletDestruction>
{
    public override async Task<StepOutcome> DoAsync(DropletDestruction run, CancellationToken ct)
    {
        var record = await db.ScrubReceipts.AsNoTracking().SingleAsync(r => r.VolumeId == run.FormerVolumeId, ct);
        await ending.CompleteAsync(run, _ => { }, (droplet, action) => DropletEvents.DestroyCompleted(droplet, action, record), ct);
        return StepOutcome.Done;
    }
}
