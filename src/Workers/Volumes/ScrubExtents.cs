using CloudControl.Domain.Runs;
using CloudControl.Infrastructure.Storage;
using CloudControl.Workers.Pipelines;

namespace CloudControl.Workers.Volumes;

/// <summary>Overwrites what the former owner wrote, slice by slice, and reads it back; or records that the owner said no.</summary>
public sealed class ScrubExtents(StorageHosts hosts, VolumeCleaning cleaning) : Step<IFormerVolume>
{
    public override async Task<StepOutcome> DoAsync(IFormerVolume run, CancellationToken ct)
    {
        if (run.Declined is { } declined)
        {
            await cleaning.RecordAsync(declined, run.CausedBy, ct);
            return StepOutcome.Done;
        }

        var scrub = await hosts[run.HostName].ScrubAsync(run.FormerVolumeId, run.Scrub, ct);
        run.Scrub = scrub.Cursor;
        if (scrub.Receipt is not { } receipt)
        {
            return StepOutcome.Again("scrubbing", TimeSpan.Zero, scrub.Work());
        }

        await cleaning.RecordAsync(receipt, run.CausedBy, ct);
        return StepOutcome.DoneAfter(receipt.Work());
    }
}
