using CloudControl.Domain.Actions;
using CloudControl.Domain.Droplets;
using CloudControl.Domain.Images;
using CloudControl.Domain.Runs;
using CloudControl.Domain.Storage;
using CloudControl.Domain.Volumes;
using CloudControl.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace CloudControl.Testing.Invariants;

/// <summary>
/// What must be true of a cloud in which nothing is under way: every action ended, every extent is held by who says so, the
/// database, its extent accounts and the hosts' own metadata tell one story.
/// </summary>
public sealed class CleanSlate(NpgsqlDataSource database, IReadOnlyDictionary<string, IStorageHost> hosts) : ICleanSlate
{
    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> ViolationsAsync(CancellationToken ct)
    {
        await using var db = PersistenceServices.Open(database);
        var violations = new List<string>();
        violations.AddRange(await UnfinishedAsync(db, ct));
        violations.AddRange(await AddressesAsync(db, ct));
        foreach (var (name, host) in hosts)
        {
            violations.AddRange(await HostAsync(db, name, host, ct));
        }

        return violations;
    }

    private static async Task<IReadOnlyList<string>> UnfinishedAsync(CloudControlDb db, CancellationToken ct)
    {
        var runs = await db.Runs.AsNoTracking().Where(r => r.Status != RunStatus.Done && r.Status != RunStatus.Failed).ToListAsync(ct);
        var actions = await db.Actions.AsNoTracking().Where(a => a.Status == ActionStatus.InProgress).ToListAsync(ct);
        var locked = await db.Droplets.AsNoTracking().Where(d => d.Locked && d.Status != DropletStatus.Destroyed).ToListAsync(ct);
        var lockedIps = await db.ReservedIps.AsNoTracking().Where(ip => ip.Locked).ToListAsync(ct);
        var lockedVolumes = await db.BlockVolumes.AsNoTracking().Where(v => v.Locked && v.DeletedAt == null).ToListAsync(ct);
        return
        [
            .. runs.Select(r => $"run {r.Id} of {r.Pipeline} is {r.Status} at step {r.StepIndex}: {r.Reason}"),
            .. actions.Select(a => $"action {a.Id} ({a.Type} of {a.ResourceType} {a.ResourceId}) never ended"),
            .. locked.Select(d => $"droplet {d.Id} is locked and nothing happens to it"),
            .. lockedIps.Select(ip => $"reserved IP {ip.Address} is locked and nothing happens to it"),
            .. lockedVolumes.Select(v => $"block volume {v.Id} is locked and nothing happens to it"),
        ];
    }

    private static async Task<IReadOnlyList<string>> AddressesAsync(CloudControlDb db, CancellationToken ct)
    {
        var held = await db.Addresses.AsNoTracking().Where(a => a.DropletId != null).ToListAsync(ct);
        var live = await db.Droplets.AsNoTracking().Where(d => d.Status != DropletStatus.Destroyed).Select(d => d.Id).ToListAsync(ct);
        var reserved = await db.ReservedIps.AsNoTracking().Where(ip => ip.ReleasedAt == null).ToListAsync(ct);
        var kept = await db.Addresses.AsNoTracking().Where(a => a.Reserved).Select(a => a.Address).ToListAsync(ct);
        return
        [
            .. held.Where(a => !live.Contains(a.DropletId!.Value)).Select(a => $"address {a.Address} is held by {a.DropletId}, which is gone"),
            .. reserved.Where(ip => ip.DropletId is { } droplet && !live.Contains(droplet)).Select(ip => $"reserved IP {ip.Address} is {ip.DropletId}'s, which is gone"),
            .. reserved.Select(ip => ip.Address).Except(kept).Select(address => $"reserved IP {address} can be given to a droplet for its own"),
            .. kept.Except(reserved.Select(ip => ip.Address)).Select(address => $"address {address} is kept for a reserved IP that was released"),
        ];
    }

    /// <summary>A droplet's own disk, an image's bytes, or those of the block volume or volume snapshot of the same id.</summary>
    private static Task<bool> HasOwnerAsync(CloudControlDb db, Volume volume, CancellationToken ct) => volume switch
    {
        { DropletId: { } droplet } => db.Droplets.AnyAsync(d => d.Id == droplet && d.VolumeId == volume.Id && d.Status != DropletStatus.Destroyed, ct),
        { ImageId: { } image } => db.Images.AnyAsync(i => i.Id == image && i.DeletedAt == null && i.State == ImageState.Available, ct),
        _ => db.BlockVolumes.Where(v => v.DeletedAt == null && v.ReadyAt != null).Select(v => v.Id)
            .Concat(db.VolumeSnapshots.Where(s => s.DeletedAt == null && s.ReadyAt != null).Select(s => s.Id))
            .ContainsAsync(volume.Id, ct),
    };

    /// <summary>A block volume, and a snapshot of one, say the size of their own bytes.</summary>
    private static async Task<bool> IsAsLargeAsSoldAsync(CloudControlDb db, Volume volume, CancellationToken ct)
    {
        var sizes = await db.BlockVolumes.Where(v => v.Id == volume.Id && v.DeletedAt == null).Select(v => v.SizeGib)
            .Concat(db.VolumeSnapshots.Where(s => s.Id == volume.Id && s.DeletedAt == null).Select(s => s.SizeGib)).ToListAsync(ct);
        return sizes.TrueForAll(sizeGib => ByteSize.FromGiB(sizeGib) == volume.Disk);
    }

    private static async Task<IReadOnlyList<string>> HostAsync(CloudControlDb db, string name, IStorageHost host, CancellationToken ct)
    {
        var violations = new List<string>();
        var account = await db.Hosts.AsNoTracking().SingleAsync(h => h.Name == name, ct);
        var rows = await db.Volumes.AsNoTracking().Where(v => v.HostName == name && v.State != VolumeState.Released).ToListAsync(ct);
        var capacity = await host.GetCapacityAsync(ct);
        var onHost = new Dictionary<VolumeId, VolumeOnHost>();
        await foreach (var volume in host.ListVolumesAsync(ct))
        {
            onHost.Add(volume.Volume.Id, volume);
        }

        Expect(account.HeldExtents == rows.Sum(r => r.ExtentCount), $"{name}: the account holds {account.HeldExtents} extents, its volumes {rows.Sum(r => r.ExtentCount)}");
        Expect(capacity.QuarantinedExtents == 0, $"{name}: {capacity.QuarantinedExtents} extents are quarantined and no run cleans them");
        Expect(capacity.AllocatedExtents == account.HeldExtents, $"{name}: {capacity.AllocatedExtents} extents are allocated, {account.HeldExtents} are paid for");
        foreach (var row in rows)
        {
            Expect(row.State == VolumeState.Ready, $"{name}: volume {row.Id} is {row.State}");
            Expect(onHost.ContainsKey(row.Id), $"{name}: volume {row.Id} is not on the host");
            var size = onHost.GetValueOrDefault(row.Id)?.Volume.Disk ?? row.Disk;
            Expect(size == row.Disk, $"{name}: volume {row.Id} has {size} on the host and {row.Disk} in the database");
            Expect(await IsAsLargeAsSoldAsync(db, row, ct), $"{name}: volume {row.Id} has {row.Disk}, and its owner is told otherwise");
            Expect(await HasOwnerAsync(db, row, ct), $"{name}: volume {row.Id} belongs to nobody");
        }

        foreach (var orphan in onHost.Keys.Except(rows.Select(r => r.Id)))
        {
            violations.Add($"{name}: volume {orphan} is on the host and not in the database");
        }

        return violations;

        void Expect(bool holds, string otherwise)
        {
            if (!holds)
            {
                violations.Add(otherwise);
            }
        }
    }
}
