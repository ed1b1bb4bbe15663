using CloudControl.Domain.BlockVolumes.Runs;
using CloudControl.Infrastructure.Events;
using CloudControl.Infrastructure.Persistence;
using CloudControl.Infrastructure.Storage;
using CloudControl.Workers.BlockVolumes;
using CloudControl.Workers.Pipelines;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Workers.ResizeVolume;

/// <summary>
/// Lets a block volume grow. The extents were taken with the order, and a host's extend is one commit that nothing takes back, so there
/// is only forward.
/// </summary>
public sealed class ResizeVolumePipeline : Pipeline<VolumeResizing>
{
    public override string Name => BlockVolumeRuns.ResizePipeline;

    public override Steps<VolumeResizing> Define(Steps<VolumeResizing> steps) => steps
        .CommitPoint()                 // the extents are held: there is no reason left to turn round
        .Then<ExtendVolume>()          // larger at once, also for who has it open; what was added reads as zero
        .Then<AnnounceResized>();
}

/// <summary>The host extends disk and store together, to what the volume's row says since it was ordered.</summary>
public sealed class ExtendVolume(StorageHosts hosts, CloudControlDb db) : Step<VolumeResizing>
{
    public override async Task<StepOutcome> DoAsync(VolumeResizing run, CancellationToken ct)
    {
        var volume = await db.Volumes.AsNoTracking().SingleAsync(v => v.Id == run.VolumeId, ct);
        var extended = await hosts[run.HostName].ExtendAsync(run.VolumeId, volume.Disk, volume.CowStore, ct);
        return extended.Error is { } error ? StepOutcome.Failed(error) : StepOutcome.Done;
    }
}

/// <summary>The volume has its new size and is free for the next event.</summary>
public sealed class AnnounceResized(VolumeActionEnding ending) : Step<VolumeResizing>
{
    public override async Task<StepOutcome> DoAsync(VolumeResizing run, CancellationToken ct)
    {
        await ending.CompleteAsync(
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
