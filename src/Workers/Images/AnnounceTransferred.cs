using CloudControl.Domain.Images.Runs;
using CloudControl.Infrastructure.Persistence;
using CloudControl.Workers.Pipelines;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Workers.Images;

/// <summary>The image lies in one more region.</summary>
public sealed class AnnounceTransferred(ImageActionEnding ending, CloudControlDb db) : Step<ImageTransferring>
{
    public override async Task<StepOutcome> DoAsync(ImageTransferring run, CancellationToken ct)
    {
        var region = (await db.Hosts.AsNoTracking().SingleAsync(h => h.Name == run.HostName, ct)).RegionSlug;
        await ending.CompleteAsync(run, image => image.AddRegion(region), ct);
        return StepOutcome.Done;
    }
}
