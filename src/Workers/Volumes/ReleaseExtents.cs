using CloudControl.Domain.Runs;
using CloudControl.Domain.Storage;
using CloudControl.Infrastructure.Persistence;
using CloudControl.Infrastructure.Storage;
using CloudControl.Workers.Pipelines;

namespace CloudControl.Workers.Volumes;

/// <summary>Gives the extents back: to the host's free ones first, to the account after.</summary>
public sealed class ReleaseExtents(StorageHosts hosts, CloudControlDb db, TimeProvider clock) : Step<IFormerVolume>
{
    public override async Task<StepOutcome> DoAsync(IFormerVolume run, CancellationToken ct)
    {
        var host = hosts[run.HostName];
        if (run.Declined is { } declined)
        {
            await host.ReleaseAsync(run.FormerVolumeId, ReleaseGrounds.Declined(declined), ct);
        }
        else
        {
            // No receipt is carried over from the step before: the host hands out the one it earned, or, if it was restarted in
            // between, earns it anew. Zeroes nobody saw since the restart release nothing.
            var scrub = await host.ScrubAsync(run.FormerVolumeId, run.Scrub, ct);
            run.Scrub = scrub.Cursor;
            if (scrub.Receipt is not { } receipt)
            {
                return StepOutcome.Again("reading back once more", TimeSpan.Zero, scrub.Work());
            }

            await host.ReleaseAsync(run.FormerVolumeId, ReleaseGrounds.Scrubbed(receipt), ct);
        }

        await ExtentAccount.GiveBackAsync(db, run.FormerVolumeId, clock.GetUtcNow(), ct);
        return StepOutcome.Done;
    }
}
