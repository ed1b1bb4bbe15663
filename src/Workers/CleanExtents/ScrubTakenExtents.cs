using CloudControl.Domain.Hosts.Runs;
using CloudControl.Infrastructure.Persistence;
using CloudControl.Infrastructure.Storage;
using CloudControl.Workers.Pipelines;
using CloudControl.Workers.Volumes;

namespace CloudControl.Workers.CleanExtents;

/// <summary>Overwrites every byte and reads it back, at a pace of its own, and keeps the receipt's numbers.</summary>
public sealed class ScrubTakenExtents(StorageHosts hosts, CloudControlDb db) : Step<ExtentsCleaning>
{
    /// <summary>Between two slices the run is given back for so long: whatever came meanwhile goes first.</summary>
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(100);

    public override async Task<StepOutcome> DoAsync(ExtentsCleaning run, CancellationToken ct)
    {
        var scrub = await hosts[run.HostName].ScrubAsync(run.CleaningId, run.Scrub, ct);
        run.Scrub = scrub.Cursor;
        if (scrub.Receipt is not { } receipt)
        {
            return StepOutcome.Again("cleaning", Pace, scrub.Work());
        }

        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        (await db.LockCleaningAsync(run.CleaningId, ct)).BecomeClean(receipt);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return StepOutcome.DoneAfter(receipt.Work());
    }
}
