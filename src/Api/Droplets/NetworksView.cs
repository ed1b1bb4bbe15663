using CloudControl.Domain.Droplets;
using CloudControl.Domain.Regions;

namespace CloudControl.Api.Droplets;

/// <summary>A droplet's networks on the wire: empty lists until addresses are assigned.</summary>
public sealed record NetworksView(IReadOnlyList<NetworkV4View> V4, IReadOnlyList<object> V6)
{
    public static NetworksView Of(Droplet droplet, Region region) => new(
        [.. NetworkV4View.Of(droplet.PrivateAddress, droplet.PrivateRange, "private"),
         .. NetworkV4View.Of(droplet.PublicAddress, region.PublicRange, "public")],
        V6: []);
}

/// <summary>One IPv4 address of a droplet on the wire.</summary>
public sealed record NetworkV4View(string IpAddress, string Netmask, string Gateway, string Type)
{
    internal static IEnumerable<NetworkV4View> Of(string? address, AddressRange range, string type) =>
        address is null ? [] : [new NetworkV4View(address, range.Netmask, range.Gateway, type)];
}
