using CloudControl.Domain.Actions;
using CloudControl.Domain.Images.Runs;
using CloudControl.Infrastructure.Persistence;
using CloudControl.Workers.Pipelines;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Workers.ImportImage;

/// <summary>Droplets can be made from the image, in the region where it lies. It cannot have been deleted: that is refused meanwhile.</summary>
public sealed class AnnounceImported(CloudControlDb db, TimeProvider clock) : Step<ImageImporting>
{
    public override async Task<StepOutcome> DoAsync(ImageImporting run, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var image = await db.LockImageAsync(run.ImageId, ct);
        var action = await db.LockActionAsync(run.ActionId, ct);
        if (action.Status == ActionStatus.InProgress)
        {
            var volume = await db.Volumes.AsNoTracking().SingleAsync(v => v.Id == run.NewVolumeId, ct);
            image?.BecomeAvailable(action.RegionSlug, volume.ChunksWritten * volume.ChunkBytes);
            action.Complete(clock.GetUtcNow());
            await db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
        }

        return StepOutcome.Done;
    }
}
