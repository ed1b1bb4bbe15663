using CloudControl.Domain.Accounts;
using CloudControl.Domain.Droplets;
using CloudControl.Infrastructure.Persistence;
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

    /// <param name="droplets">Droplets.</param>
    /// <param name="tag">What those carry that are meant.</param>
    /// <param name="db">The database that they are in.</param>
    public static IQueryable<Droplet> Tagged(this IQueryable<Droplet> droplets, string tag, CloudControlDb db) => droplets.Where(d => db.DropletTags
        .Any(t => t.AccountId == d.AccountId && t.Tag == tag && t.DropletId == d.Id));
}
