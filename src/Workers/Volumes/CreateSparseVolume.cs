using CloudControl.Domain.Runs;
using CloudControl.Domain.Storage;
using CloudControl.Infrastructure.Persistence;
using CloudControl.Infrastructure.Storage;
using CloudControl.Workers.Pipelines;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Workers.Volumes;

/// <summary>Lays a zero origin under an empty COW store: from its first moment the volume reads as zero.</summary>
public sealed class CreateSparseVolume(StorageHosts hosts, CloudControlDb db, VolumeCleaning cleaning) : Step<INewVolume>
{
    public override async Task<StepOutcome> DoAsync(INewVolume run, CancellationToken ct)
    {
        var volume = await db.Volumes.AsNoTracking().SingleAsync(v => v.Id == run.NewVolumeId, ct);
        var created = await hosts[run.HostName].CreateSparseVolumeAsync(volume.Id, volume.Disk, volume.CowStore, ct);
        return created.Error is { } error ? StepOutcome.Failed(error) : StepOutcome.Done;
    }

    // Also runs when DoAsync stopped halfway or never began: the host is asked what is there, no memory is trusted. The new owner
    // never got the volume, but an image with keys and user data may be on it, so it is scrubbed like any other.
    public override async Task<StepOutcome> UndoAsync(INewVolume run, CancellationToken ct)
    {
        var host = hosts[run.HostName];
        await cleaning.QuarantineAsync(host, run.NewVolumeId, ct);
        var scrub = await host.ScrubAsync(run.NewVolumeId, run.UndoScrub, ct);
        run.UndoScrub = scrub.Cursor;
        if (scrub.Receipt is not { } receipt)
        {
            return StepOutcome.Again("scrubbing", TimeSpan.Zero, scrub.Work());
        }

        await cleaning.RecordAsync(receipt, run.ActionId, ct);
        await host.ReleaseAsync(run.NewVolumeId, ReleaseGrounds.Scrubbed(receipt), ct);
        return StepOutcome.DoneAfter(receipt.Work());
    }
}
