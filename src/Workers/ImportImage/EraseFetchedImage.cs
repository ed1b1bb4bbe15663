using CloudControl.Domain.Images.Runs;
using CloudControl.Infrastructure.Images.Import;
using CloudControl.Workers.Pipelines;

namespace CloudControl.Workers.ImportImage;

/// <summary>Overwrites and deletes what was fetched: from now on a customer's bytes lie where a scrub finds them, and nowhere else.</summary>
public sealed class EraseFetchedImage(ImageStaging staging) : Step<ImageImporting>
{
    public override Task<StepOutcome> DoAsync(ImageImporting run, CancellationToken ct)
    {
        staging.Drop(run.ImageId);
        return Task.FromResult(StepOutcome.Done);
    }
}
