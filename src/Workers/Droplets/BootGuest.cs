using CloudControl.Domain.Runs;
using CloudControl.Infrastructure.Persistence;
using CloudControl.Infrastructure.Storage;
using CloudControl.Workers.Pipelines;
using CloudControl.Workers.Volumes;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Workers.Droplets;

/// <summary>
/// Starts the guest. Of a machine only the disk is simulated: the guest starts when its disk opens and its first chunk can be
/// read, and not otherwise.
/// </summary>
public sealed class BootGuest(StorageHosts hosts, CloudControlDb db) : Step<IDropletRun>
{
    public override async Task<StepOutcome> DoAsync(IDropletRun run, CancellationToken ct)
    {
        var droplet = await db.Droplets.AsNoTracking().SingleAsync(d => d.Id == run.DropletId, ct);
        var volume = await db.Volumes.AsNoTracking().SingleAsync(v => v.Id == droplet.VolumeId, ct);
        if (await db.WhyNoBytesAsync(volume, ct) is { } gone)
        {
            return StepOutcome.Failed(gone, $"its volume {volume.Id} is {volume.State}");
        }

        await using var disk = await hosts[droplet.HostName].OpenAsync(droplet.VolumeId, ct);
        await disk.ReadAsync(0, new byte[disk.ChunkBytes], ct);
        return StepOutcome.Done;
    }
}
