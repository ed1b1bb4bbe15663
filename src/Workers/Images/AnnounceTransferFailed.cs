using CloudControl.Domain.Actions;
using CloudControl.Domain.Images.Runs;
using CloudControl.Infrastructure.Events;
using CloudControl.Infrastructure.Persistence;
using CloudControl.Workers.Pipelines;

namespace CloudControl.Workers.Images;

/// <summary>The image lies where it lay; the action says why.</summary>
public sealed class AnnounceTransferFailed(CloudControlDb db, TimeProvider clock) : Epilogue<ImageTransferring>
{
    public override async Task<StepOutcome> RunAsync(ImageTransferring run, RunFailure failure, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var action = await db.LockActionAsync(run.ActionId, ct);
        if (action.Status == ActionStatus.InProgress)
        {
            action.Fail(failure.Code, failure.CustomerMessage, clock.GetUtcNow());
            await EventLog.RecordAsync(db, ImageEvents.ActionEnded(action.AccountId, run.ImageId, action), clock.GetUtcNow(), ct);
            await db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
        }

        return StepOutcome.Done;
    }
}
