using CloudControl.Domain.Droplets;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Infrastructure.Persistence;

/// <summary>Which reserved IPs droplets have.</summary>
public static class Assignments
{
    /// <summary>
    /// Takes their reserved IPs from droplets that are being destroyed; the account keeps them. In the transaction that destroys them and
    /// after it has written their rows, as <see cref="Attachments.DetachAllAsync"/>.
    /// </summary>
    public static Task<int> UnassignAllAsync(this CloudControlDb db, IEnumerable<DropletId> droplets, CancellationToken ct)
    {
        List<DropletId> ids = [.. droplets];
        return db.ReservedIps.Where(ip => ids.Contains(ip.DropletId!.Value))
            .ExecuteUpdateAsync(set => set.SetProperty(ip => ip.DropletId, (DropletId?)null), ct);
    }
}
