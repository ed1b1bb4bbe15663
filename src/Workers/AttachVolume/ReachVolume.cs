using CloudControl.Domain.BlockVolumes.Runs;
using CloudControl.Infrastructure.Nbd;
using CloudControl.Infrastructure.Persistence;
using CloudControl.Infrastructure.Storage;
using CloudControl.Workers.Pipelines;
using CloudControl.Workers.Volumes;

namespace CloudControl.Workers.AttachVolume;

/// <summary>Sees that there is something to attach: the volume opens, nobody else has it open, and its first chunk can be read.</summary>
public sealed class ReachVolume(StorageHosts hosts, CloudControlDb db, OpenExports exports) : Step<VolumeAttachment>
{
    public override async Task<StepOutcome> DoAsync(VolumeAttachment run, CancellationToken ct)
    {
        if (await db.WhyNoBlockVolumeAsync(run.VolumeId, ct) is { } gone)
        {
            return StepOutcome.Failed(gone);
        }

        // A droplet that was destroyed had its volumes taken in the database alone.
        using var withheld = await exports.WithholdAsync(run.VolumeId, ct);
        await using var disk = await hosts[run.HostName].OpenAsync(run.VolumeId, ct);
        await disk.ReadAsync(0, new byte[disk.ChunkBytes], ct);
        return StepOutcome.Done;
    }
}
