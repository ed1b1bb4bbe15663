using CloudControl.Domain.Images;
using CloudControl.Domain.Images.Runs;
using CloudControl.Domain.Storage;
using CloudControl.Infrastructure.Images.Import;
using CloudControl.Infrastructure.Persistence;
using CloudControl.Workers.Pipelines;

namespace CloudControl.Workers.ImportImage;

/// <summary>
/// Fetches the image and decodes it, into the staging folder. What may pass, such as a server that is busy, is tried a few times. Asked
/// again it fetches again: nobody knows whether what is there is whole, or this worker's.
/// </summary>
public sealed class FetchImage(ImageFetch fetch, ImageStaging staging, ImportOptions options, CloudControlDb db) : Step<ImageImporting>
{
    private static readonly TimeSpan PlaceLook = TimeSpan.FromSeconds(1);

    public override async Task<StepOutcome> DoAsync(ImageImporting run, CancellationToken ct)
    {
        if (!await BeginAsync(run.ImageId, ct))
        {
            return StepOutcome.Done;   // this worker lost the run and does not know it: what it fetched now, nobody would erase
        }

        var fetched = await fetch.FetchAsync(run.ImageId, run.Url, ct);
        switch (fetched.Error)
        {
            case ImageNotFetched { MayPass: true } failure when ++run.FailedFetches < options.Tries:
                return StepOutcome.Again(failure.Message, options.RetryAfter);
            case { } error:
                return StepOutcome.Failed(error);
        }

        if (fetched.Value is not { } length)
        {
            return StepOutcome.Again("other images are being fetched", PlaceLook);
        }

        if (!await BeginAsync(run.ImageId, ct))
        {
            staging.Drop(run.ImageId);
        }

        run.DiskGib = (int)new ByteSize(length).CountOf(ByteSize.FromGiB(1));
        return StepOutcome.Done;
    }

    public override Task<StepOutcome> UndoAsync(ImageImporting run, CancellationToken ct)
    {
        staging.Drop(run.ImageId);
        return Task.FromResult(StepOutcome.Done);
    }

    /// <returns>False: the import has ended.</returns>
    private async Task<bool> BeginAsync(ImageId id, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await db.LockImageAsync(id, ct) is not { State: ImageState.New or ImageState.Importing } image)
        {
            return false;
        }

        image.BeginImport();
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return true;
    }
}
