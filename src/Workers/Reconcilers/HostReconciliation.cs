using CloudControl.Domain.Hosts;
using CloudControl.Domain.Storage;
using CloudControl.Infrastructure.Events;
using CloudControl.Infrastructure.Persistence;
using CloudControl.Infrastructure.Storage;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Workers.Reconcilers;

/// <summary>
/// One pass over one host: what is, is held against what should be; what is understood is put right by an ordinary run, and the rest is
/// listed. Repeating a pass changes nothing. Only the worker that serves a host reconciles it.
/// </summary>
public sealed class HostReconciliation(
    StorageHosts hosts, IDbContextFactory<CloudControlDb> databases, ReconcilerOptions options, TimeProvider clock, FindingLog log)
{
    /// <summary>Reconciles one of this process's hosts.</summary>
    public async Task ReconcileAsync(string hostName, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        if (await LookAsync(db, hostName, ct) is not { Account.State: not HostState.Removed } look)
        {
            return;
        }

        var second = Differences.Of(look).Count + Differences.ToGiveBack(look).Count > 0 ? await LookAsync(db, hostName, ct) ?? look : look;
        await Adjustments.CorrectCapacityAsync(db, second, ct);
        foreach (var volume in Differences.ToGiveBack(look).Intersect(Differences.ToGiveBack(second)).Take(options.ReturnsPerLook))
        {
            await Adjustments.GiveBackAsync(db, hostName, volume, clock.GetUtcNow(), ct);
        }

        await CleaningOrders.OrderAsync(db, second, options, clock.GetUtcNow(), ct);
        await KeepAsync(db, hostName, SeenTwice(look, second), ct);
        await Adjustments.LetGoAsync(db, hosts[hostName], second, clock.GetUtcNow(), ct);
    }

    private Task<HostLook?> LookAsync(CloudControlDb db, string hostName, CancellationToken ct) => HostLook.TakeAsync(hosts[hostName], hostName, db, ct);

    /// <summary>The differences of the second look that the first had too: what was merely on its way is gone by then.</summary>
    private List<Difference> SeenTwice(HostLook first, HostLook second)
    {
        var before = Differences.Of(first).Select(d => (d.Kind, d.Subject)).ToHashSet();
        return [.. Differences.Of(second).Where(d => before.Contains((d.Kind, d.Subject))).Take(options.MostFindings)];
    }

    /// <summary>Makes the list of findings what was seen now. Whose disk is not there any more is told, once.</summary>
    private async Task KeepAsync(CloudControlDb db, string hostName, List<Difference> seen, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var missing = new List<VolumeId>();
        var kept = await db.HostFindings.Where(f => f.HostName == hostName).ToDictionaryAsync(f => (f.Kind, f.Subject), ct);
        foreach (var difference in seen)
        {
            if (kept.Remove((difference.Kind, difference.Subject), out var known))
            {
                known.SeenAgain(difference.Detail);
            }
            else
            {
                missing.AddRange(difference is { Kind: FindingKind.MissingVolume, Volume: { } id } ? [id] : Array.Empty<VolumeId>());
                db.Add(HostFinding.Of(hostName, difference.Kind, difference.Subject, difference.Detail, clock.GetUtcNow()));
                log.Found(hostName, difference.Kind, difference.Subject, difference.Detail);
            }
        }

        foreach (var gone in kept.Values)
        {
            db.Remove(gone);
            log.Cleared(hostName, gone.Kind, gone.Subject);
        }

        await db.SaveChangesAsync(ct);
        foreach (var volume in await db.Volumes.AsNoTracking().Where(v => missing.Contains(v.Id)).OrderBy(v => v.Id).ToListAsync(ct))
        {
            await EventLog.RecordAsync(db, DiskEvents.Missing(volume, clock.GetUtcNow()), clock.GetUtcNow(), ct);
        }

        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
    }
}
