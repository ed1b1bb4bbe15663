using CloudControl.Domain.Actions;
using CloudControl.Domain.Images.Runs;
using CloudControl.Infrastructure.Events;
using CloudControl.Infrastructure.Persistence;
using CloudControl.Workers.Pipelines;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Workers.Images;

/// <summary>The image lies in one more region. It cannot have been deleted meanwhile: a delete is refused while a transfer is under way.</summary>
public sealed class AnnounceTransferred(CloudControlDb db, TimeProvider clock) : Step<ImageTransferring>
{
    public override async Task<StepOutcome> DoAsync(ImageTransferring run, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var image = await db.LockImageAsync(run.ImageId, ct);
        var action = await db.LockActionAsync(run.ActionId, ct);
        if (action.Status == ActionStatus.InProgress)
        {
            image?.AddRegion((await db.Hosts.AsNoTracking().SingleAsync(h => h.Name == run.HostName, ct)).RegionSlug);
            action.Complete(clock.GetUtcNow());
            await EventLog.RecordAsync(db, ImageEvents.ActionEnded(action.AccountId, run.ImageId, action), clock.GetUtcNow(), ct);
            await db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
        }

        return StepOutcome.Done;
    }
}
