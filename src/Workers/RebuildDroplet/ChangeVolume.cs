using CloudControl.Domain.Droplets;
using CloudControl.Domain.Droplets.Runs;
using CloudControl.Infrastructure.Persistence;
using CloudControl.Workers.Pipelines;

namespace CloudControl.Workers.RebuildDroplet;

/// <summary>
/// Puts the new volume under the droplet and records the run that gives the old one back. One transaction: the old volume is never
/// without an owner, be it a droplet or a run.
/// </summary>
public sealed class ChangeVolume(CloudControlDb db, TimeProvider clock) : Step<DropletRebuilding>
{
    public override async Task<StepOutcome> DoAsync(DropletRebuilding run, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var droplet = await db.LockDropletAsync(run, ct);
        if (droplet is null || droplet.VolumeId == run.NewVolumeId)
        {
            return StepOutcome.Done;
        }

        // Destroyed meanwhile: the destroy's run, waiting behind this one, gives back the old volume, and nobody but us knows the new.
        var unused = droplet.Status == DropletStatus.Destroyed ? run.NewVolumeId : run.FormerVolumeId;
        if (unused == run.FormerVolumeId)
        {
            droplet.Rebuild(run.NewVolumeId, run.ImageId);
        }

        db.Add(DropletRuns.ReturnVolume(unused, run.HostName, run.ActionId, clock.GetUtcNow()));
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return StepOutcome.Done;
    }
}
