using CloudControl.Domain.Droplets;
using CloudControl.Domain.Storage;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Infrastructure.Persistence;

/// <summary>Which block volumes droplets have.</summary>
public static class Attachments
{
    /// <summary>
    /// Takes their block volumes from droplets that are being destroyed. In the transaction that destroys them and after it has written
    /// their rows: whoever attaches one takes the droplet's row first, and so either was before and is undone here, or finds it gone.
    /// </summary>
    public static Task<int> DetachAllAsync(this CloudControlDb db, IEnumerable<DropletId> droplets, CancellationToken ct)
    {
        List<DropletId> ids = [.. droplets];     // of no nullable ids: for those EF looks for null among them, past the index
        return db.BlockVolumes.Where(v => ids.Contains(v.DropletId!.Value))
            .ExecuteUpdateAsync(set => set.SetProperty(v => v.DropletId, (DropletId?)null), ct);
    }

    /// <summary>The block volumes of droplets, in order of their ids: all in one query.</summary>
    public static async Task<ILookup<DropletId, VolumeId>> VolumesOfAsync(
        this CloudControlDb db, IEnumerable<DropletId> droplets, CancellationToken ct)
    {
        var attached = await AttachedTo(db, [.. droplets]).ToListAsync(ct);
        return attached.ToLookup(v => v.DropletId, v => v.Id);
    }

    private static readonly Func<CloudControlDb, List<DropletId>, IAsyncEnumerable<Attached>> AttachedTo = EF.CompileAsyncQuery(
        (CloudControlDb db, List<DropletId> droplets) => db.BlockVolumes.AsNoTracking()
            .Where(v => droplets.Contains(v.DropletId!.Value)).OrderBy(v => v.Id).Select(v => new Attached(v.DropletId!.Value, v.Id)));

    private sealed record Attached(DropletId DropletId, VolumeId Id);
}
