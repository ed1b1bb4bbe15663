using CloudControl.Domain.BlockVolumes.Runs;
using CloudControl.Workers.BlockVolumes;
using CloudControl.Workers.Pipelines;

namespace CloudControl.Workers.AttachVolume;

/// <summary>The droplet has the volume; both are free for the next event.</summary>
public sealed class AnnounceAttached(AttachmentEnding ending) : Step<VolumeAttachment>
{
    public override async Task<StepOutcome> DoAsync(VolumeAttachment run, CancellationToken ct)
    {
        await ending.AttachAsync(run, ct);
        return StepOutcome.Done;
    }
}
