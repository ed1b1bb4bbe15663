using CloudControl.Domain.Actions;
using CloudControl.Domain.Images.Runs;
using CloudControl.Infrastructure.Persistence;
using CloudControl.Workers.Pipelines;

namespace CloudControl.Workers.ImportImage;

/// <summary>The image stays, for its owner to see why there is none; the action says the same.</summary>
public sealed class AnnounceImportFailed(CloudControlDb db, TimeProvider clock) : Epilogue<ImageImporting>
{
    public override async Task<StepOutcome> RunAsync(ImageImporting run, RunFailure failure, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var image = await db.LockImageAsync(run.ImageId, ct);
        var action = await db.LockActionAsync(run.ActionId, ct);
        if (action.Status == ActionStatus.InProgress)
        {
            image?.Refuse(failure.CustomerMessage);
            action.Fail(failure.Code, failure.CustomerMessage, clock.GetUtcNow());
            await db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
        }

        return StepOutcome.Done;
    }
}
