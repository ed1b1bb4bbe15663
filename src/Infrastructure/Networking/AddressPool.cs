using CloudControl.Domain;
using CloudControl.Domain.Droplets;
using CloudControl.Domain.Regions;
using CloudControl.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Infrastructure.Networking;

/// <summary>
/// Gives out a region's IPv4 addresses. One that came back is given out again after all that came back before it; only when
/// none is free does the pool go on into the region's range, so the table holds no more rows than were ever needed at one time.
/// </summary>
public static class AddressPool
{
    /// <summary>The droplet's address of this kind, assigned now unless it has one. Call inside a transaction.</summary>
    /// <returns>Dotted decimal, or <see cref="NoAddressFree"/>.</returns>
    public static async Task<Result<string>> AssignAsync(CloudControlDb db, Droplet droplet, AddressKind kind, CancellationToken ct)
    {
        var mine = await db.Addresses.SingleOrDefaultAsync(a => a.DropletId == droplet.Id && a.Kind == kind, ct);
        return mine is not null ? mine.Address : await ReuseAsync(db, droplet, kind, ct) ?? await ExtendAsync(db, droplet, kind, ct);
    }

    /// <summary>Takes every address back from a droplet. Nothing to take is as good.</summary>
    public static async Task TakeBackAsync(CloudControlDb db, DropletId id, DateTimeOffset now, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var droplet = await db.LockDropletAsync(id, ct);
        droplet.GiveAddressesBack();
        await db.Addresses.Where(a => a.DropletId == id).ExecuteUpdateAsync(
            set => set.SetProperty(a => a.DropletId, (DropletId?)null).SetProperty(a => a.ReturnedAt, now), ct);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
    }

    private static async Task<string?> ReuseAsync(CloudControlDb db, Droplet droplet, AddressKind kind, CancellationToken ct)
    {
        var reused = await db.Database.SqlQuery<string>(
            $"""
            update addresses set droplet_id = {droplet.Id.Value}, returned_at = null
            where address = (
                select address from addresses
                where region_slug = {droplet.RegionSlug} and kind = {SnakeCase.Of(kind.ToString())} and droplet_id is null
                order by returned_at, ordinal limit 1
                for update skip locked)
            returning address as "Value"
            """).ToListAsync(ct);
        return reused.SingleOrDefault();
    }

    private static async Task<Result<string>> ExtendAsync(CloudControlDb db, Droplet droplet, AddressKind kind, CancellationToken ct)
    {
        // Two droplets must not both find the same last address: the second waits here for the first one's commit.
        await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtext({$"addresses:{droplet.RegionSlug}:{kind}"}))", ct);
        var last = await db.Addresses.Where(a => a.RegionSlug == droplet.RegionSlug && a.Kind == kind).MaxAsync(a => (int?)a.Ordinal, ct);
        var ordinal = (last ?? -1) + 1;
        if (ordinal >= AddressRange.Capacity)
        {
            return new NoAddressFree();
        }

        var region = await db.Regions.AsNoTracking().SingleAsync(r => r.Slug == droplet.RegionSlug, ct);
        var address = (kind == AddressKind.Public ? region.PublicRange : region.PrivateRange).At(ordinal);
        db.Add(AddressGrant.Grant(address, droplet.RegionSlug, kind, ordinal, droplet.Id));
        await db.SaveChangesAsync(ct);
        return address;
    }
}

/// <summary>Every address of the region is in use.</summary>
public sealed record NoAddressFree() : Error(ErrorFamily.NoCapacity, "The region has no free address now.");
