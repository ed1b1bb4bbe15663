using System.Globalization;
using CloudControl.Api.Droplets;
using CloudControl.Api.Http;
using CloudControl.Api.ReservedIps;
using CloudControl.Api.Snapshots;
using CloudControl.Api.Volumes;
using CloudControl.Domain.Droplets;
using CloudControl.Infrastructure.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.AssociatedResources;

/// <summary>
/// GET /v2/droplets/{id}/destroy_with_associated_resources: what its owner would go on paying for. Reserved IPs are listed twice, under their
/// older name too.
/// </summary>
public static class ListAssociatedResources
{
    /// <summary>Things of one kind in one answer, and in one destroy.</summary>
    public const int MaximumOfAKind = 1000;

    private const decimal VolumePricePerGib = 0.10m;
    private const decimal SnapshotPricePerGib = 0.06m;
    private const string ReservedIpPrice = "5.00";
    private const decimal Gib = 1L << 30;

    /// <param name="Id">A number, a UUID or an address, as text.</param>
    /// <param name="Name">What its owner called it.</param>
    /// <param name="Cost">US dollars a month if it is kept, such as <c>1.00</c>.</param>
    public sealed record Item(string Id, string Name, string Cost);

    public sealed record Response(
        IReadOnlyList<Item> ReservedIps, IReadOnlyList<Item> FloatingIps, IReadOnlyList<Item> Snapshots, IReadOnlyList<Item> Volumes,
        IReadOnlyList<Item> VolumeSnapshots);

    public static async Task<Results<Ok<Response>, ErrorResult>> HandleAsync(
        long dropletId, Caller caller, CloudControlDb db, CancellationToken ct)
    {
        if (await db.Droplets.Of(caller.AccountId).AsNoTracking().FindAsync(dropletId, ct) is not { } droplet)
        {
            return new ErrorResult(new DropletNotFound());
        }

        return TypedResults.Ok(await OfAsync(droplet, caller, db, ct));
    }

    internal static async Task<Response> OfAsync(Droplet droplet, Caller caller, CloudControlDb db, CancellationToken ct)
    {
        var snapshots = await db.Images.SnapshotsOf(caller.AccountId).AsNoTracking().Where(i => i.DropletId == droplet.Id)
            .OrderBy(i => i.Id).Take(MaximumOfAKind).ToListAsync(ct);
        var volumes = await db.BlockVolumes.Of(caller.AccountId).AsNoTracking().Where(v => v.DropletId == droplet.Id)
            .OrderBy(v => v.Id).Take(MaximumOfAKind).ToListAsync(ct);
        var volumeIds = volumes.Select(v => v.Id).ToList();
        var volumeSnapshots = await db.VolumeSnapshots.Of(caller.AccountId).AsNoTracking().Where(s => volumeIds.Contains(s.SourceVolumeId))
            .OrderBy(s => s.Id).Take(MaximumOfAKind).ToListAsync(ct);
        var reserved = await db.ReservedIps.Of(caller.AccountId).AsNoTracking().Where(ip => ip.DropletId == droplet.Id)
            .OrderBy(ip => ip.Id).Take(MaximumOfAKind).Select(ip => new Item(ip.Address, ip.Address, ReservedIpPrice)).ToListAsync(ct);
        return new Response(
            reserved, reserved,
            [.. snapshots.Select(s => new Item(s.Id.ToString(), s.Name, Dollars(s.SizeBytes / Gib * SnapshotPricePerGib)))],
            [.. volumes.Select(v => new Item(v.Id.Value.ToString(), v.Name, Dollars(v.SizeGib * VolumePricePerGib)))],
            [.. volumeSnapshots.Select(s => new Item(s.Id.Value.ToString(), s.Name, Dollars(s.WrittenBytes / Gib * SnapshotPricePerGib)))]);
    }

    private static string Dollars(decimal amount) => amount.ToString("0.00", CultureInfo.InvariantCulture);
}
