using CloudControl.Domain.Accounts;
using CloudControl.Domain.Vpcs;
using CloudControl.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Infrastructure.Networking;

/// <summary>An account's network in a region, made when the first droplet there needs one.</summary>
public static class DefaultVpcs
{
    /// <summary>
    /// Finds it, or makes it. Call inside a transaction: until that ends nobody deletes it, and two first orders at one time end up in
    /// the same network.
    /// </summary>
    public static async Task<Vpc> EnsureAsync(CloudControlDb db, AccountId account, string regionSlug, DateTimeOffset now, CancellationToken ct)
    {
        var there = await db.Vpcs
            .FromSql(
                $"""
                 select * from vpcs
                 where account_id = {account.Value} and region_slug = {regionSlug} and is_default and deleted_at is null
                 for share
                 """)
            .AsNoTracking().SingleOrDefaultAsync(ct);
        if (there is not null)
        {
            return there;
        }

        var others = await AccountVpcs.LockAsync(db, account, ct);
        if (others.FirstOrDefault(v => v.RegionSlug == regionSlug && v.IsDefault) is { } made)
        {
            return made;
        }

        var region = await db.Regions.AsNoTracking().SingleAsync(r => r.Slug == regionSlug, ct);
        var vpc = Vpc.DefaultOf(account, region, others, now);
        db.Add(vpc);
        await db.SaveChangesAsync(ct);
        return vpc;
    }
}
