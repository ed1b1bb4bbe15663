using CloudControl.Domain.Images;
using CloudControl.Domain.Runs;
using CloudControl.Domain.Volumes;
using CloudControl.Infrastructure.Nbd;
using CloudControl.Infrastructure.Persistence;
using CloudControl.Infrastructure.Storage;
using CloudControl.Workers.Pipelines;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Workers.Volumes;

/// <summary>
/// Fills a new volume from the source its row names, one slice a call. As long as the new volume is <see cref="VolumeState.Ordered"/>
/// the source is not given back: <see cref="AwaitCopies"/> waits for that.
/// </summary>
public sealed class VolumeCopying(StorageHosts hosts, SourceVolumes sources, CloudControlDb db)
{
    public async Task<StepOutcome> CopyAsync(ICopiedVolume run, CancellationToken ct)
    {
        var volume = await db.Volumes.SingleAsync(v => v.Id == run.NewVolumeId, ct);
        if (volume.State != VolumeState.Ordered)
        {
            return StepOutcome.Done;   // the outcome was not stored; the source may be gone by now
        }

        var source = await db.Volumes.AsNoTracking().SingleAsync(v => v.Id == volume.SourceVolumeId, ct);
        if (await db.WhyNoBytesAsync(source, ct) is { } gone)
        {
            return StepOutcome.Failed(gone, $"the source {source.Id} is {source.State}");
        }

        await using var to = await hosts[run.HostName].OpenAsync(volume.Id, ct);
        try
        {
            await using var from = await sources.OpenAsync(source, ct);
            if (from is null)
            {
                return StepOutcome.Failed(new ImageOutOfReach(), $"nobody on this machine serves {source.HostName}, where the source {source.Id} lies");
            }

            await from.FlushAsync(ct);
            run.Copied = await VolumeCopy.CopySliceAsync(from, to, run.Copied, ct);
        }
        catch (ExportLostException lost)
        {
            return StepOutcome.Again($"{source.HostName}, where the source lies, does not answer: {lost.Message}");
        }

        if (!run.Copied.IsDone)
        {
            return StepOutcome.Again("copying", TimeSpan.Zero);
        }

        volume.BecomeReady(to.ChunksWritten);
        await db.SaveChangesAsync(ct);
        return StepOutcome.Done;
    }
}
