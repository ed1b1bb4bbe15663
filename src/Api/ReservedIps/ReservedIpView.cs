using System.Text.Json.Serialization;
using CloudControl.Api.Actions;
using CloudControl.Api.Catalogue;
using CloudControl.Api.Droplets;
using CloudControl.Api.Http;
using CloudControl.Api.Regions;
using CloudControl.Domain.ReservedIps;
using CloudControl.Infrastructure.Persistence;

namespace CloudControl.Api.ReservedIps;

/// <summary>A reserved IP on the wire, with the whole droplet that has it.</summary>
public sealed record ReservedIpView(string Ip, RegionView Region, DropletView? Droplet, bool Locked)
{
    /// <summary>One that no droplet has.</summary>
    public static ReservedIpView Unassigned(ReservedIp ip, CatalogueSnapshot catalogue) => Of(ip, droplet: null, catalogue);

    /// <summary>Views of reserved IPs whose droplets are still to be read, all at once.</summary>
    public static async Task<IReadOnlyList<ReservedIpView>> OfAsync(
        IReadOnlyList<ReservedIp> ips, CatalogueSnapshot catalogue, CloudControlDb db, CancellationToken ct)
    {
        var ids = ips.Select(ip => ip.DropletId).OfType<Domain.Droplets.DropletId>().ToList();
        var droplets = ids.Count == 0 ? [] : await DropletView.OfAsync(ids, catalogue, db, ct);
        var views = droplets.ToDictionary(view => view.Id);
        return [.. ips.Select(ip => Of(ip, ip.DropletId is { } id ? views.GetValueOrDefault(id.Value) : null, catalogue))];
    }

    private static ReservedIpView Of(ReservedIp ip, DropletView? droplet, CatalogueSnapshot catalogue) =>
        new(ip.Address, RegionView.Of(catalogue.Regions[ip.RegionSlug], catalogue), droplet, ip.Locked);
}

/// <summary>What a new reserved IP has to do with: empty unless it is being assigned.</summary>
public sealed record ReservedIpLinks(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<ActionLink>? Droplets,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<ActionLink>? Actions)
{
    internal static ReservedIpLinks Of(HttpRequest request, NewReservedIp made) => made is { Droplet: { } droplet, Assigning: { } assigning }
        ? new([new ActionLink(droplet.Value, "droplet", $"{request.Origin()}/v2/droplets/{droplet}")], ActionLinks.Of(request, [assigning]).Actions)
        : new(null, null);
}
