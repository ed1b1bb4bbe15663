using CloudControl.Domain.BlockVolumes.Runs;
using CloudControl.Domain.Storage;
using CloudControl.Infrastructure.Nbd;
using CloudControl.Infrastructure.Storage;
using CloudControl.Workers.BlockVolumes;
using CloudControl.Workers.Pipelines;

namespace CloudControl.Workers.DetachVolume;

/// <summary>Takes a block volume from its droplet; what was written stays on it.</summary>
public sealed class DetachVolumePipeline : Pipeline<VolumeAttachment>
{
    public override string Name => BlockVolumeRuns.DetachPipeline;

    public override Steps<VolumeAttachment> Define(Steps<VolumeAttachment> steps) => steps
        .Then<FlushVolume>()           // what the guest wrote is durable undo: nothing
        .CommitPoint()
        .Then<AnnounceDetached>()      // droplet, volume and action in one transaction
        .WhenUndone<AnnounceAttachmentFailed>();
}

/// <summary>Hangs up on the droplet and makes durable what it wrote: the next one must find it.</summary>
public sealed class FlushVolume(StorageHosts hosts, OpenExports exports) : Step<VolumeAttachment>
{
    public override async Task<StepOutcome> DoAsync(VolumeAttachment run, CancellationToken ct)
    {
        using var withheld = await exports.WithholdAsync(run.VolumeId, ct);
        try
        {
            await using var disk = await hosts[run.HostName].OpenAsync(run.VolumeId, ct);
            await disk.FlushAsync(ct);
        }
        catch (VolumeUnavailableException)
        {
            // It came to nothing while this waited for it, or its disk is lost: there is nothing to flush, and its owner is rid of it.
        }

        return StepOutcome.Done;
    }
}

/// <summary>The droplet no longer has the volume, nor anything open on it; both are free for the next event.</summary>
public sealed class AnnounceDetached(AttachmentEnding ending, OpenExports exports) : Step<VolumeAttachment>
{
    public override async Task<StepOutcome> DoAsync(VolumeAttachment run, CancellationToken ct)
    {
        using var withheld = await exports.WithholdAsync(run.VolumeId, ct);   // until the database says so, too
        await ending.DetachAsync(run, ct);
        return StepOutcome.Done;
    }
}
