using CloudControl.Domain;
using CloudControl.Domain.Images;

namespace CloudControl.Infrastructure.Images.Import;

/// <summary>From a URL to a disk in the staging folder, for so many images at a time and no more.</summary>
public sealed class ImageFetch(ImageStaging staging, ImageDownload download, ImportOptions options) : IDisposable
{
    private readonly ImageUnpacking unpacking = new(staging, options);
    private readonly SemaphoreSlim places = new(options.MaximumAtOnce);

    /// <summary>
    /// Fetches the image anew, whatever is there of it, and leaves it in the staging folder. Never fails for what a server sends.
    /// </summary>
    /// <returns>
    /// The disk's length in bytes; null when others are being fetched and there is no place now; or <see cref="ImageUrlRefused"/>,
    /// <see cref="ImageNotFetched"/>, <see cref="ImageUnusable"/>, <see cref="NoRoomForImage"/>, with nothing left behind.
    /// </returns>
    public async Task<Result<long?>> FetchAsync(ImageId image, string url, CancellationToken ct)
    {
        if (!await places.WaitAsync(TimeSpan.Zero, ct))
        {
            return (long?)null;
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(options.TimeLimit);
        try
        {
            staging.Drop(image);
            return await FetchWithinAsync(image, url, limit.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return new ImageNotFetched($"it takes longer than {options.TimeLimit.TotalMinutes:0.#} minutes");
        }
        catch (UnusableImageException unusable)
        {
            return new ImageUnusable(unusable.Message);
        }
        catch (NoStagingRoomException)
        {
            return new NoRoomForImage();
        }
        finally
        {
            places.Release();
        }
    }

    public void Dispose() => places.Dispose();

    private async Task<Result<long?>> FetchWithinAsync(ImageId image, string url, CancellationToken ct)
    {
        using var fetched = staging.Begin(image);
        if (await download.RunAsync(url, fetched, ct) is { } error)
        {
            return error;
        }

        using var disk = unpacking.Run(image, fetched, ct);
        var length = disk.Length;
        staging.Keep(disk, image);
        return length;
    }
}
