using CloudControl.Domain.Images.Runs;
using CloudControl.Workers.Pipelines;

namespace CloudControl.Workers.Images;

/// <summary>The image lies where it lay; the action says why.</summary>
public sealed class AnnounceTransferFailed(ImageActionEnding ending) : Epilogue<ImageTransferring>
{
    public override async Task<StepOutcome> RunAsync(ImageTransferring run, RunFailure failure, CancellationToken ct)
    {
        await ending.FailAsync(run, failure, _ => { }, ct);
        return StepOutcome.Done;
    }
}
