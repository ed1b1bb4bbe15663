using CloudControl.Domain.BlockVolumes.Runs;
using CloudControl.Workers.Pipelines;

namespace CloudControl.Workers.BlockVolumes;

/// <summary>Droplet and volume are as before, and free for the next event; the action says why.</summary>
public sealed class AnnounceAttachmentFailed(AttachmentEnding ending) : Epilogue<VolumeAttachment>
{
    public override async Task<StepOutcome> RunAsync(VolumeAttachment run, RunFailure failure, CancellationToken ct)
    {
        await ending.FailAsync(run, failure, ct);
        return StepOutcome.Done;
    }
}
