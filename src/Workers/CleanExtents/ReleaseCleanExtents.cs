using CloudControl.Domain.Hosts.Runs;
using CloudControl.Domain.Storage;
using CloudControl.Infrastructure.Persistence;
using CloudControl.Infrastructure.Storage;
using CloudControl.Workers.Pipelines;
using CloudControl.Workers.Volumes;

namespace CloudControl.Workers.CleanExtents;

/// <summary>Gives the extents back, clean: to the host's free ones first, to the account after.</summary>
public sealed class ReleaseCleanExtents(StorageHosts hosts, CloudControlDb db, TimeProvider clock) : Step<ExtentsCleaning>
{
    public override async Task<StepOutcome> DoAsync(ExtentsCleaning run, CancellationToken ct)
    {
        // As with a volume's extents: the host hands out the receipt it earned, or, restarted in between, earns it anew.
        var host = hosts[run.HostName];
        var scrub = await host.ScrubAsync(run.CleaningId, run.Scrub, ct);
        run.Scrub = scrub.Cursor;
        if (scrub.Receipt is not { } receipt)
        {
            return StepOutcome.Again("reading back once more", TimeSpan.Zero, scrub.Work());
        }

        await host.ReleaseAsync(run.CleaningId, ReleaseGrounds.Scrubbed(receipt), ct);
        await ExtentAccount.EndAsync(db, run.CleaningId, clock.GetUtcNow(), ct);
        return StepOutcome.Done;
    }
}
