using CloudControl.Domain.Runs;
using CloudControl.Domain.Volumes;
using CloudControl.Infrastructure.Persistence;
using CloudControl.Workers.Pipelines;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Workers.Volumes;

/// <summary>
/// Waits for the orders that copy from the volume. There are no new ones: whoever orders a copy locks the image, and finds that it was
/// deleted.
/// </summary>
public sealed class AwaitCopies(CloudControlDb db) : Step<IFormerVolume>
{
    public override async Task<StepOutcome> DoAsync(IFormerVolume run, CancellationToken ct) =>
        await db.Volumes.AnyAsync(v => v.SourceVolumeId == run.FormerVolumeId && v.State == VolumeState.Ordered, ct)
            ? StepOutcome.Again("it is being copied")
            : StepOutcome.Done;
}
