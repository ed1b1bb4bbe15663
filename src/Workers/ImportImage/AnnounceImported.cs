using CloudControl.Domain.Images.Runs;
using CloudControl.Infrastructure.Persistence;
using CloudControl.Workers.Images;
using CloudControl.Workers.Pipelines;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Workers.ImportImage;

/// <summary>Droplets can be made from the image, in the region where it lies.</summary>
public sealed class AnnounceImported(ImageActionEnding ending, CloudControlDb db) : Step<ImageImporting>
{
    public override async Task<StepOutcome> DoAsync(ImageImporting run, CancellationToken ct)
    {
        var volume = await db.Volumes.AsNoTracking().SingleAsync(v => v.Id == run.NewVolumeId, ct);
        var region = (await db.Hosts.AsNoTracking().SingleAsync(h => h.Name == run.HostName, ct)).RegionSlug;
        await ending.CompleteAsync(run, image => image.BecomeAvailable(region, volume.ChunksWritten * volume.ChunkBytes), ct);
        return StepOutcome.Done;
    }
}
