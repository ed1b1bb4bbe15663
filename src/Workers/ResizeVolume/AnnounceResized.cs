using CloudControl.Domain.BlockVolumes.Runs;
using CloudControl.Domain.Storage;
using CloudControl.Infrastructure.Events;
using CloudControl.Infrastructure.Persistence;
using CloudControl.Workers.BlockVolumes;
using CloudControl.Workers.Pipelines;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Workers.ResizeVolume;

/// <summary>The volume has its new size and is free for the next event; or it is gone, and the action says so.</summary>
public sealed class AnnounceResized(VolumeActionEnding ending) : Step<VolumeResizing>
{
    public override async Task<StepOutcome> DoAsync(VolumeResizing run, CancellationToken ct)
    {
        await ending.CompleteUnlessGoneAsync(
            run,
            volume =>
            {
                volume.Grow(run.SizeGib);
                volume.EndEvent();
            },
            VolumeEvents.ActionEnded,
            ct);
        return StepOutcome.Done;
    }
}

/// <summary>
/// The volume is as large as its host says, which is what it was unless the host's answer was lost; it is free for the next event, and
/// the action says why.
/// </summary>
public sealed class AnnounceResizeFailed(VolumeActionEnding ending, CloudControlDb db) : Epilogue<VolumeResizing>
{
    public override async Task<StepOutcome> RunAsync(VolumeResizing run, RunFailure failure, CancellationToken ct)
    {
        var disk = await db.Volumes.AsNoTracking().SingleAsync(v => v.Id == run.VolumeId, ct);
        await ending.FailAsync(
            run,
            failure,
            volume =>
            {
                volume.Grow((int)disk.Disk.CountOf(ByteSize.FromGiB(1)));
                volume.EndEvent();
            },
            VolumeEvents.ActionEnded,
            ct);
        return StepOutcome.Done;
    }
}
