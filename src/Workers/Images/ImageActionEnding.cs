using CloudControl.Domain.Actions;
using CloudControl.Domain.Images;
using CloudControl.Domain.Runs;
using CloudControl.Infrastructure.Events;
using CloudControl.Infrastructure.Persistence;
using CloudControl.Workers.Pipelines;

namespace CloudControl.Workers.Images;

/// <summary>
/// The end of an action on an image: its new state, the action, the event and its deliveries in one transaction. An action that has ended
/// is left alone, so any step that ends one may run twice. The image cannot have been deleted: that is refused while its action goes on.
/// </summary>
public sealed class ImageActionEnding(CloudControlDb db, TimeProvider clock)
{
    /// <summary>Ends the run's action well, with what it did to the image.</summary>
    public Task CompleteAsync(IImageRun run, Action<Image> change, CancellationToken ct) =>
        EndAsync(run, change, action => action.Complete(clock.GetUtcNow()), ct);

    /// <summary>Ends it badly, because of <paramref name="failure"/>.</summary>
    public Task FailAsync(IImageRun run, RunFailure failure, Action<Image> change, CancellationToken ct) =>
        EndAsync(run, change, action => action.Fail(failure.Code, failure.CustomerMessage, clock.GetUtcNow()), ct);

    private async Task EndAsync(IImageRun run, Action<Image> change, Action<ResourceAction> end, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var image = await db.LockImageAsync(run.ImageId, ct);
        var action = await db.LockActionAsync(run.ActionId, ct);
        if (action.Status != ActionStatus.InProgress)
        {
            return;
        }

        if (image is not null)
        {
            change(image);
        }

        end(action);
        await EventLog.RecordAsync(db, ImageEvents.ActionEnded(action.AccountId, run.ImageId, action), clock.GetUtcNow(), ct);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
    }
}
