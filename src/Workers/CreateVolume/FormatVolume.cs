using CloudControl.Domain.BlockVolumes.Runs;
using CloudControl.Infrastructure.Images;
using CloudControl.Infrastructure.Persistence;
using CloudControl.Infrastructure.Storage;
using CloudControl.Workers.Pipelines;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Workers.CreateVolume;

/// <summary>
/// Puts the file system that was ordered through the volume, chunk by chunk; ordered without one it stays all zeroes. Repeated, it
/// writes the same bytes again.
/// </summary>
public sealed class FormatVolume(StorageHosts hosts, CloudControlDb db) : Step<VolumeProvisioning>
{
    public override async Task<StepOutcome> DoAsync(VolumeProvisioning run, CancellationToken ct)
    {
        var disk = await db.Volumes.SingleAsync(v => v.Id == run.VolumeId, ct);
        var ordered = await db.BlockVolumes.AsNoTracking().SingleAsync(v => v.Id == run.VolumeId, ct);
        await using var device = await hosts[run.HostName].OpenAsync(run.VolumeId, ct);
        if (ordered.Filesystem is { } filesystem)
        {
            await ImageWriter.FormatAsync(filesystem, ordered.Id, ordered.CreatedAt, device, ct);
        }

        disk.BecomeReady(device.ChunksWritten);
        await db.SaveChangesAsync(ct);
        return StepOutcome.Done;
    }
}
