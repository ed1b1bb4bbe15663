using CloudControl.Domain.Images.Runs;
using CloudControl.Workers.Images;
using CloudControl.Workers.Pipelines;

namespace CloudControl.Workers.ImportImage;

/// <summary>The image stays, for its owner to see why there is none; the action says the same.</summary>
public sealed class AnnounceImportFailed(ImageActionEnding ending) : Epilogue<ImageImporting>
{
    public override async Task<StepOutcome> RunAsync(ImageImporting run, RunFailure failure, CancellationToken ct)
    {
        await ending.FailAsync(run, failure, image => image.Refuse(failure.CustomerMessage), ct);
        return StepOutcome.Done;
    }
}
