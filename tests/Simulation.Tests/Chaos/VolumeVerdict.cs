using CloudControl.Domain.Accounts;
using CloudControl.Domain.Actions;
using CloudControl.Domain.BlockVolumes;
using CloudControl.Domain.Droplets;
using CloudControl.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Simulation.Tests.Chaos;

/// <summary>Holds the block volumes and their snapshots, once nothing is under way, against what an account was promised.</summary>
internal static class VolumeVerdict
{
    public static async Task<IReadOnlyList<string>> BrokenPromisesAsync(CloudControlDb db, AccountId account, VolumePromises promises)
    {
        var actions = await db.Actions.AsNoTracking().Where(a => a.AccountId == account && a.VolumeId != null).ToListAsync();
        var volumes = await db.BlockVolumes.AsNoTracking().Where(v => v.AccountId == account).ToDictionaryAsync(v => v.Id.Value);
        var snapshots = await db.VolumeSnapshots.AsNoTracking().Where(s => s.AccountId == account).ToDictionaryAsync(s => s.Id.Value);
        var droplets = await db.Droplets.AsNoTracking().Where(d => d.AccountId == account && d.Status != DropletStatus.Destroyed).Select(d => d.Id).ToListAsync();
        return
        [
            .. promises.Volumes.Select(id => FateOf(id, "volume", volumes.GetValueOrDefault(id) is { } v ? (v.DeletedAt, v.ReadyAt) : null)).OfType<string>(),
            .. promises.Snapshots.Select(id => FateOf(id, "snapshot", snapshots.GetValueOrDefault(id) is { } s ? (s.DeletedAt, s.ReadyAt) : null)).OfType<string>(),
            .. volumes.Values.Where(v => v.DropletId is { } droplet && !droplets.Contains(droplet)).Select(v => $"volume {v.Id} is attached to droplet {v.DropletId}, which is gone"),
            .. promises.Growth.Where(g => actions.Any(a => a.Id.Value == g.Key && a.Status == ActionStatus.Completed) && volumes[g.Value.Volume].SizeGib < g.Value.SizeGib)
                .Select(g => $"volume {g.Value.Volume} has not grown to {g.Value.SizeGib} GiB although action {g.Key} says so"),
            .. Strangers(volumes.Values, promises),
        ];

        // It lives until its owner wants it gone, unless what made it says why that came to nothing.
        string? FateOf(Guid id, string kind, (DateTimeOffset? DeletedAt, DateTimeOffset? ReadyAt)? found) => found switch
        {
            null => $"{kind} {id} was acknowledged and is not known",
            { DeletedAt: null } when promises.IsDestroyed(id) => $"{kind} {id} lives on although its deletion was accepted",
            { DeletedAt: null, ReadyAt: null } => $"{kind} {id} lives and never became ready",
            { DeletedAt: not null, ReadyAt: not null } when !promises.IsDoomed(id) => $"{kind} {id} is gone and nobody asked for that",
            { DeletedAt: not null } when !promises.IsDoomed(id) && actions.All(a => a.Status != ActionStatus.Errored) => $"{kind} {id} is gone and no action says why",
            _ => null,
        };
    }

    /// <summary>What nobody was told of was ordered without an answer, and exists once.</summary>
    private static IEnumerable<string> Strangers(IEnumerable<BlockVolume> volumes, VolumePromises promises) => volumes
        .Where(v => !promises.Volumes.Contains(v.Id.Value))
        .GroupBy(v => v.Name)
        .Where(named => named.Count() > 1 || !promises.UnansweredNames.Contains(named.Key))
        .Select(named => $"{named.Count()} volumes {named.Key} exist that nobody was promised");
}
