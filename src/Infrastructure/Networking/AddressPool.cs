using CloudControl.Domain;
using CloudControl.Domain.Droplets;
using CloudControl.Domain.Regions;
using CloudControl.Domain.ReservedIps;
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

        var (pool, range) = kind == AddressKind.Public ? (droplet.RegionSlug, (AddressRange?)null) : (droplet.VpcId.ToString(), droplet.PrivateRange);
        return await ReuseAsync(db, pool, droplet.Id, ct)
            ?? await ExtendAsync(db, pool, range, (address, ordinal) => AddressGrant.Grant(address, pool, kind, ordinal, droplet.Id), ct);
    }

    /// <summary>A public address of the region that no droplet has for its own, nor will have until it comes back. Call inside a transaction.</summary>
    /// <inheritdoc cref="AssignAsync" path="/returns"/>
    public static async Task<Result<string>> ReserveAsync(CloudControlDb db, string regionSlug, CancellationToken ct) =>
        await ReuseAsync(db, regionSlug, droplet: null, ct)
        ?? await ExtendAsync(db, regionSlug, range: null, (address, ordinal) => AddressGrant.Reserve(address, regionSlug, ordinal), ct);

    /// <summary>Takes every address of its own back from a droplet. Nothing to take is as good.</summary>
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

    /// <summary>Takes back the address of a reserved IP that is being released. Call inside the transaction that releases it.</summary>
    public static Task TakeBackAsync(CloudControlDb db, ReservedIp released, DateTimeOffset now, CancellationToken ct) =>
        db.Addresses.Where(a => a.Pool == released.RegionSlug && a.Address == released.Address && a.Reserved).ExecuteUpdateAsync(
            set => set.SetProperty(a => a.Reserved, false).SetProperty(a => a.ReturnedAt, now), ct);

    /// <param name="db">The database.</param>
    /// <param name="pool">A region or a VPC.</param>
    /// <param name="droplet">Who gets it; null: it is reserved.</param>
    /// <param name="ct">Cancels it.</param>
    private static async Task<string?> ReuseAsync(CloudControlDb db, string pool, DropletId? droplet, CancellationToken ct)
    {
        var reused = await db.Database.SqlQuery<string>(
            $"""
            update addresses set droplet_id = {droplet?.Value}, reserved = {droplet is null}, returned_at = null
            where pool = {pool} and address = (
                select address from addresses
                where pool = {pool} and droplet_id is null and not reserved
                order by returned_at, ordinal limit 1
                for update skip locked)
            returning address as "Value"
            """).ToListAsync(ct);
        return reused.SingleOrDefault();
    }

    /// <param name="db">The database.</param>
    /// <param name="pool">A region or a VPC.</param>
    /// <param name="range">The VPC's; null: the region's public one.</param>
    /// <param name="grant">Makes the row from an address and its position.</param>
    /// <param name="ct">Cancels it.</param>
    private static async Task<Result<string>> ExtendAsync(
        CloudControlDb db, string pool, AddressRange? range, Func<string, int, AddressGrant> grant, CancellationToken ct)
    {
        // Two must not both find the same last address: the second waits here for the first one's commit.
        await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtext({$"addresses:{pool}"}))", ct);
        var last = await db.Addresses.Where(a => a.Pool == pool).MaxAsync(a => (int?)a.Ordinal, ct);
        var ordinal = (last ?? -1) + 1;
        var known = range ?? (await db.Regions.AsNoTracking().SingleAsync(r => r.Slug == pool, ct)).PublicRange;
        if (ordinal >= known.Capacity)
        {
            return new NoAddressFree();
        }

        var address = known.At(ordinal);
        db.Add(grant(address, ordinal));
        await db.SaveChangesAsync(ct);
        return address;
    }
}

/// <summary>Every address of the region or the VPC is in use.</summary>
public sealed record NoAddressFree() : Error(ErrorFamily.NoCapacity, "There is no free address now.");
