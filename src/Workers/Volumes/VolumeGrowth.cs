using CloudControl.Domain;
using CloudControl.Domain.Actions;
using CloudControl.Domain.Storage;
using CloudControl.Infrastructure.Persistence;
using CloudControl.Infrastructure.Storage;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Workers.Volumes;

/// <summary>
/// Lets a volume grow on its host by what was taken with the order: the host acts first, then the database says so. A volume does not
/// shrink again, so what the host took stays the volume's, and only the rest is given back when a growth is undone.
/// </summary>
public sealed class VolumeGrowth(StorageHosts hosts, CloudControlDb db)
{
    /// <summary>Larger at once, also for who has it open; what was added reads as zero.</summary>
    /// <returns>Null; or why the host could not.</returns>
    public async Task<Error?> GrowAsync(string hostName, VolumeId id, ActionId growth, ByteSize disk, CancellationToken ct)
    {
        var volume = await db.Volumes.AsNoTracking().SingleAsync(v => v.Id == id, ct);
        var (extent, chunk) = (new ByteSize(volume.ExtentBytes), new ByteSize(volume.ChunkBytes));
        var extended = await hosts[hostName].ExtendAsync(id, disk, CowStore.CoveringSize(disk, chunk, extent), ct);
        if (extended.Value is { } larger)
        {
            await ExtentAccount.SettleAsync(db, id, growth, larger.Disk, larger.CowStore.CountOf(extent), ct);
        }

        return extended.Error;
    }

    /// <summary>Gives back what the host did not take. A volume that is not there has nothing: whoever undid it gave back all of it.</summary>
    public async Task UndoAsync(string hostName, VolumeId id, ActionId growth, CancellationToken ct)
    {
        await foreach (var laid in hosts[hostName].ListVolumesAsync(ct))
        {
            if (laid.Volume.Id == id)
            {
                await ExtentAccount.SettleAsync(db, id, growth, laid.Volume.Disk, laid.ExtentCount, ct);
                break;
            }
        }
    }
}
