using CloudControl.Domain.Droplets;
using CloudControl.Domain.Storage;
using CloudControl.Infrastructure.Persistence;
using CloudControl.Infrastructure.Storage;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Simulation.Tests.Chaos;

/// <summary>Reads disks to which nobody wrote a byte, those on hosts with former tenants first, and says where one is not all zeroes.</summary>
internal static class ForeignBytes
{
    private const int DisksRead = 12;

    public static async Task<IReadOnlyList<string>> FindAsync(
        CloudControlDb db, IReadOnlyDictionary<string, SimulatedHost> hosts, IReadOnlyList<Promises> promises)
    {
        var droplets = promises.SelectMany(p => p.NeverWritten).Select(id => new DropletId(id)).ToList();
        var volumes = promises.SelectMany(p => p.Volumes.NeverWritten).Select(id => new VolumeId(id)).ToList();
        List<(string Of, string Host, VolumeId Volume)> disks =
        [
            .. (await db.Droplets.AsNoTracking().Where(d => droplets.Contains(d.Id) && d.Status != DropletStatus.Destroyed).ToListAsync())
                .Select(d => ($"droplet {d.Id}", d.HostName, d.VolumeId)),
            .. (await db.BlockVolumes.AsNoTracking().Where(v => volumes.Contains(v.Id) && v.DeletedAt == null).ToListAsync())
                .Select(v => ($"volume {v.Id}", v.HostName, v.Id)),
            .. (await db.VolumeSnapshots.AsNoTracking().Where(s => volumes.Contains(s.Id) && s.DeletedAt == null).ToListAsync())
                .Select(s => ($"snapshot {s.Id}", s.HostName, s.Id)),
        ];
        var found = new List<string>();
        foreach (var (of, host, volume) in disks.OrderByDescending(d => d.Host == ChaosTests.TaintedHost).Take(DisksRead))
        {
            await using var disk = await hosts[host].OpenAsync(volume, default);
            if (await Taint.FirstForeignByteAsync(disk) is { } byteOfOthers)
            {
                found.Add($"{of} on {host} was never written to, and {byteOfOthers}");
            }
        }

        return found;
    }
}
