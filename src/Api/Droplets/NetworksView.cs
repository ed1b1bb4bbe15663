using CloudControl.Domain.Droplets;
using CloudControl.Domain.Regions;

namespace CloudControl.Api.Droplets;

/// <summary>A droplet's networks on the wire: empty lists until addresses are assigned.</summary>
public sealed record NetworksView(IReadOnlyList<NetworkV4View> V4, IReadOnlyList<NetworkV6View> V6)
{
    /// <param name="droplet">The droplet.</param>
    /// <param name="region">Its region.</param>
    /// <param name="reservedAddress">
    /// Its reserved IP; null when it has none. A second public address, behind its own: godo, so doctl and Terraform, takes the first one for
    /// the droplet's.
    /// </param>
    public static NetworksView Of(Droplet droplet, Region region, string? reservedAddress) => new(
        [.. NetworkV4View.Of(droplet.PrivateAddress, droplet.PrivateRange, "private"),
         .. NetworkV4View.Of(droplet.PublicAddress, region.PublicRange, "public"),
         .. NetworkV4View.Of(reservedAddress, region.PublicRange, "public")],
        NetworkV6View.Of(droplet));
}

/// <summary>
/// One IPv6 address of a droplet on the wire. It follows from the droplet's id, in 2001:db8::/32 (RFC 3849, documentation), so that a
/// simulated droplet can never be mistaken for somebody's machine.
/// </summary>
public sealed record NetworkV6View(string IpAddress, int Netmask, string Gateway, string Type)
{
    private const int PrefixBits = 64;

    internal static IReadOnlyList<NetworkV6View> Of(Droplet droplet) =>
        droplet.Status != DropletStatus.New && droplet.PublicNetworking && droplet.Features.Contains(DropletFeatures.Ipv6)
            ? [new NetworkV6View($"2001:db8::{droplet.Id.Value >> 16:x}:{droplet.Id.Value & 0xffff:x}", PrefixBits, "2001:db8::1", "public")]
            : [];
}

/// <summary>One IPv4 address of a droplet on the wire.</summary>
public sealed record NetworkV4View(string IpAddress, string Netmask, string Gateway, string Type)
{
    internal static IEnumerable<NetworkV4View> Of(string? address, AddressRange range, string type) =>
        address is null ? [] : [new NetworkV4View(address, range.Netmask, range.Gateway, type)];
}
