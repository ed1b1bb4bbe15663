using CloudControl.Domain.Images.Runs;
using CloudControl.Domain.Volumes;
using CloudControl.Infrastructure.Images;
using CloudControl.Infrastructure.Images.Import;
using CloudControl.Infrastructure.Persistence;
using CloudControl.Infrastructure.Storage;
using CloudControl.Workers.Pipelines;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Workers.ImportImage;

/// <summary>
/// Puts what was fetched through the volume, chunk by chunk, and reads it back. Nothing to undo: the volume's undo scrubs whatever was
/// written. Repeated, it writes the same bytes again.
/// </summary>
public sealed class WriteFetchedImage(StorageHosts hosts, ImageFetch fetch, ImageStaging staging, CloudControlDb db) : Step<ImageImporting>
{
    private static readonly TimeSpan PlaceLook = TimeSpan.FromSeconds(1);

    public override async Task<StepOutcome> DoAsync(ImageImporting run, CancellationToken ct)
    {
        var volume = await db.Volumes.SingleAsync(v => v.Id == run.NewVolumeId, ct);
        if (volume.State != VolumeState.Ordered)
        {
            return StepOutcome.Done;   // the outcome was not stored; droplets may be made from it by now
        }

        using var disk = staging.Open(run.ImageId);
        if (disk is null)
        {
            // The step before ran in a worker with another folder, or a stray one cleared ours.
            var again = await fetch.FetchAsync(run.ImageId, run.Url, ct);
            return again.Error is { } gone ? StepOutcome.Failed(gone) : StepOutcome.Again("it was fetched once more", again.Value is null ? PlaceLook : TimeSpan.Zero);
        }

        await using var device = await hosts[run.HostName].OpenAsync(run.NewVolumeId, ct);
        var written = await ImageWriter.CopyAsync(disk, device, ct);
        if (written.Error is { } error)
        {
            return StepOutcome.Failed(error);
        }

        volume.BecomeReady(device.ChunksWritten);
        await db.SaveChangesAsync(ct);
        return StepOutcome.Done;
    }
}
