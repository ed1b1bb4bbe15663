using CloudControl.Domain.Hosts.Runs;
using CloudControl.Domain.Runs;
using CloudControl.Domain.Storage;
using CloudControl.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Workers.Reconcilers;

/// <summary>
/// Lets an idle host clean a batch of its dirty free extents: what declined scrubs left. Promise 1 never needed it; it is so that nobody's
/// bytes lie on a disk for longer than they must. One batch at a time, and the next only while nobody wants anything of the host.
/// </summary>
internal static class CleaningOrders
{
    public static async Task OrderAsync(CloudControlDb db, HostLook look, ReconcilerOptions options, DateTimeOffset now, CancellationToken ct)
    {
        if (look.Cleaning is { } open)
        {
            await ResumeAsync(db, look, open.Id, now, ct);
            return;
        }

        var batch = ExtentCleaning.BatchOf(look.Capacity.DirtyFreeExtents, look.Account.TotalExtents - look.Account.HeldExtents);
        if (batch == 0 || !await IsIdleAsync(db, look.HostName, now - options.IdleAfter, ct))
        {
            return;
        }

        // The hold locks the host's row: of two orders at one time the second finds the first.
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var cleaning = ExtentCleaning.Order(look.HostName, batch, now);
        if (await ExtentAccount.TryHoldAsync(db, cleaning, ct) && !await db.ExtentCleanings.AnyAsync(c => c.HostName == look.HostName && c.EndedAt == null, ct))
        {
            db.AddRange(cleaning, HostRuns.Clean(cleaning, now));
            await db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
        }
    }

    /// <summary>An operator may have abandoned its run: the extents are quarantined all the same, and somebody has to see to them.</summary>
    private static async Task ResumeAsync(CloudControlDb db, HostLook look, VolumeId id, DateTimeOffset now, CancellationToken ct)
    {
        if (look.Runs.Contains(id))
        {
            return;
        }

        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var cleaning = await db.LockCleaningAsync(id, ct);
        if (cleaning.EndedAt is null && (await HostLook.RunsAsync(db, look.HostName, ct)).All(run => run.Volume != id.Value))
        {
            db.Add(HostRuns.Clean(cleaning, now));
            await db.SaveChangesAsync(ct);
        }

        await transaction.CommitAsync(ct);
    }

    /// <summary>No run was open lately, but cleanings, and runs that are stuck and may be so for days.</summary>
    private static async Task<bool> IsIdleAsync(CloudControlDb db, string queue, DateTimeOffset since, CancellationToken ct)
    {
        var others = db.Runs.Where(r => r.Queue == queue && r.Pipeline != HostRuns.CleanPipeline);
        return !await others.AnyAsync(r => r.Status == RunStatus.Forward || r.Status == RunStatus.Undoing, ct)
            && !await others.AnyAsync(r => r.EndedAt > since, ct);
    }
}
