using CloudControl.Domain;
using CloudControl.Domain.Droplets;
using CloudControl.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Infrastructure.Networking;

/// <summary>
/// Gives out IPv4 addresses: public ones of a region, private ones of a VPC. One that came back is given out again after all that came back before it; only when
/// none is free does the pool go on into its range, so the table holds no more rows than were ever needed at one time.
/// </summary>
public static class AddressPool
{
    /// <summary>The droplet's address of this kind, assigned now unless it has one. Call inside a transaction.</summary>
    /// <returns>Dotted decimal, or <see cref="NoAddressFree"/>.</returns>
    public static async Task<Result<string>> AssignAsync(CloudControlDb db, Droplet droplet, AddressKind kind, CancellationToken ct)
    {
        var mine = await db.Addresses.SingleOrDefaultAsync(a => a.DropletId == droplet.Id && a.Kind == kind, ct);
        if (mine is not null)
        {
            return mine.Address;
        }

        var pool = kind == AddressKind.Public ? droplet.RegionSlug : droplet.VpcId.ToString();
        return await ReuseAsync(db, droplet, pool, ct) ?? await ExtendAsync(db, droplet, pool, kind, ct);
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

    private static async Task<string?> ReuseAsync(CloudControlDb db, Droplet droplet, string pool, CancellationToken ct)
    {
        var reused = await db.Database.SqlQuery<string>(
            $"""
            update addresses set droplet_id = {droplet.Id.Value}, returned_at = null
            where pool = {pool} and address = (
                select address from addresses
                where pool = {pool} and droplet_id is null
                order by returned_at, ordinal limit 1
                for update skip locked)
            returning address as "Value"
            """).ToListAsync(ct);
        return reused.SingleOrDefault();
    }

    private static async Task<Result<string>> ExtendAsync(
        CloudControlDb db, Droplet droplet, string pool, AddressKind kind, CancellationToken ct)
    {
        // Two droplets must not both find the same last address: the second waits here for the first one's commit.
        await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtext({$"addresses:{pool}"}))", ct);
        var last = await db.Addresses.Where(a => a.Pool == pool).MaxAsync(a => (int?)a.Ordinal, ct);
        var ordinal = (last ?? -1) + 1;
        var range = kind == AddressKind.Public
            ? (await db.Regions.AsNoTracking().SingleAsync(r => r.Slug == droplet.RegionSlug, ct)).PublicRange
            : droplet.PrivateRange;
        if (ordinal >= range.Capacity)
        {
            return new NoAddressFree();
        }

        var address = range.At(ordinal);
        db.Add(AddressGrant.Grant(address, pool, kind, ordinal, droplet.Id));
        await db.SaveChangesAsync(ct);
        return address;
    }
}

/// <summary>Every address of the region or the VPC is in use.</summary>
public sealed record NoAddressFree() : Error(ErrorFamily.NoCapacity, "There is no free address now.");
