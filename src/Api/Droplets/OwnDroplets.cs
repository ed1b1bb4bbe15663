using CloudControl.Domain.Accounts;
using CloudControl.Domain.Droplets;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.Droplets;

/// <summary>The caller's droplets. One that is destroyed is nobody's.</summary>
public static class OwnDroplets
{
    public static IQueryable<Droplet> Of(this DbSet<Droplet> droplets, AccountId account) =>
        droplets.Where(d => d.AccountId == account && d.DestroyedAt == null);

    public static Task<Droplet?> FindAsync(this IQueryable<Droplet> droplets, long dropletId, CancellationToken ct)
    {
        var id = new DropletId(dropletId);
        return droplets.SingleOrDefaultAsync(d => d.Id == id, ct);
    }

    public static IQueryable<Droplet> Tagged(this IQueryable<Droplet> droplets, string tag) => droplets.Where(d => d.Tags.Contains(tag));
}
