using CloudControl.Domain.Hosts;
using CloudControl.Domain.Storage;
using CloudControl.Domain.Volumes;
using CloudControl.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Workers.Reconcilers;

/// <summary>A volume as its host holds it.</summary>
internal sealed record HeldVolume(ExtentState State, long ExtentCount);

/// <summary>A volume as the database knows it.</summary>
internal sealed record KnownVolume(VolumeId Id, string HostName, VolumeState State, long ExtentCount);

/// <summary>An open run that names a volume in its state: whatever is to be done about that volume, it does.</summary>
internal sealed record RunOnVolume(Guid Volume, Guid Run, int Failures, string? Reason);

/// <summary>The host's row, and what everything that holds extents of it holds, as of one moment.</summary>
internal sealed record HostAccount(HostState State, long TotalExtents, long HeldExtents, long Holdings);

/// <summary>
/// A host and the database's account of it. The host is asked first: whatever is on it was recorded before, so a volume without a row
/// is none that is just being laid. The other differences between two sides that move are told apart by a second look.
/// </summary>
internal sealed record HostLook(
    string HostName, Capacity Capacity, IReadOnlyDictionary<VolumeId, HeldVolume> OnHost, IReadOnlyDictionary<VolumeId, KnownVolume> Known,
    HostAccount Account, ExtentCleaning? Cleaning, ILookup<VolumeId, RunOnVolume> Runs)
{
    /// <returns>Null when the database has no such host.</returns>
    public static async Task<HostLook?> TakeAsync(IStorageHost host, string hostName, CloudControlDb db, CancellationToken ct)
    {
        // Not the list of volumes, which reads every volume's map: here only the extents count.
        var capacity = await host.GetCapacityAsync(ct);
        var onHost = (await host.MapExtentsAsync(ct)).Where(run => run.Volume is not null).GroupBy(run => run.Volume!.Value)
            .ToDictionary(runs => runs.Key, runs => new HeldVolume(runs.First().State, runs.Sum(run => run.Count)));
        return await AccountAsync(db, hostName, ct) is not { } account
            ? null
            : new HostLook(
                hostName, capacity, onHost, await KnownAsync(db, hostName, onHost.Keys, ct), account,
                await db.ExtentCleanings.AsNoTracking().SingleOrDefaultAsync(c => c.HostName == hostName && c.EndedAt == null, ct),
                (await RunsAsync(db, hostName, ct)).ToLookup(run => new VolumeId(run.Volume)));
    }

    /// <summary>The open runs of a queue that name volumes. A pipeline's state names them by their ids, whatever it calls them.</summary>
    public static Task<List<RunOnVolume>> RunsAsync(CloudControlDb db, string queue, CancellationToken ct) =>
        db.Database.SqlQuery<RunOnVolume>(
            $$"""
            select (named #>> '{}')::uuid as "Volume", r.id as "Run", r.failures as "Failures", r.reason as "Reason"
            from runs r cross join lateral jsonb_path_query(
              r.state, 'strict $.** ? (@ like_regex "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")') named
            where r.queue = {{queue}} and r.status in ('forward', 'undoing', 'stuck')
            """).ToListAsync(ct);

    private static Task<HostAccount?> AccountAsync(CloudControlDb db, string hostName, CancellationToken ct) =>
        db.Hosts.Where(h => h.Name == hostName).Select(h => new HostAccount(
            h.State, h.TotalExtents, h.HeldExtents,
            db.Volumes.Where(v => v.HostName == h.Name && v.State != VolumeState.Released).Sum(v => v.ExtentCount)
                + db.ExtentCleanings.Where(c => c.HostName == h.Name && c.EndedAt == null).Sum(c => c.ExtentCount)))
        .SingleOrDefaultAsync(ct);

    private static async Task<IReadOnlyDictionary<VolumeId, KnownVolume>> KnownAsync(
        CloudControlDb db, string hostName, IEnumerable<VolumeId> onHost, CancellationToken ct)
    {
        var known = await db.Volumes.Where(v => v.HostName == hostName && v.State != VolumeState.Released)
            .Select(v => new KnownVolume(v.Id, v.HostName, v.State, v.ExtentCount)).ToDictionaryAsync(v => v.Id, ct);
        var others = onHost.Where(id => !known.ContainsKey(id)).ToArray();
        if (others.Length > 0)
        {
            var elsewhere = db.Volumes.Where(v => others.Contains(v.Id)).Select(v => new KnownVolume(v.Id, v.HostName, v.State, v.ExtentCount));
            await foreach (var volume in elsewhere.AsAsyncEnumerable().WithCancellation(ct))
            {
                known.Add(volume.Id, volume);
            }
        }

        return known;
    }
}
