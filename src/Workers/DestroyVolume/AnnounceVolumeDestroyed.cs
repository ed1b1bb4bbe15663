using CloudControl.Domain.BlockVolumes.Runs;
using CloudControl.Infrastructure.Events;
using CloudControl.Infrastructure.Persistence;
using CloudControl.Workers.BlockVolumes;
using CloudControl.Workers.Pipelines;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Workers.DestroyVolume;

/// <summary>The disk is gone, and the receipt says how.</summary>
public sealed class AnnounceVolumeDestroyed(VolumeActionEnding ending, CloudControlDb db) : Step<VolumeDestruction>
{
    public override async Task<StepOutcome> DoAsync(VolumeDestruction run, CancellationToken ct)
    {
        var record = await db.ScrubReceipts.AsNoTracking().SingleAsync(r => r.VolumeId == run.VolumeId, ct);
        await ending.CompleteAsync(run, _ => { }, (volume, action) => VolumeEvents.DestroyCompleted(volume, action, record), ct);
        return StepOutcome.Done;
    }
}
