using CloudControl.Domain.Droplets;
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
}
