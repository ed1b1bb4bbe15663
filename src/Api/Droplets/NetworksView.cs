using CloudControl.Domain.Droplets;
using CloudControl.Domain.Regions;

namespace CloudControl.Api.Droplets;

/// <summary>A droplet's networks on the wire: empty lists until addresses are assigned.</summary>
public sealed record NetworksView(IReadOnlyList<NetworkV4View> V4, IReadOnlyList<object> V6)
{
    public static NetworksView Of(Droplet droplet, Region region) => new(
        [.. NetworkV4View.Of(droplet.PrivateAddress, region.PrivateRangeStart, "private"),
         .. NetworkV4View.Of(droplet.PublicAddress, region.PublicRangeStart, "public")],
        V6: []);
}

/// <summary>One IPv4 address of a droplet on the wire.</summary>
public sealed record NetworkV4View(string IpAddress, string Netmask, string Gateway, string Type)
{
    /// <summary>Each region's ranges are a /19.</summary>
    private const string RangeNetmask = "255.255.224.0";

    /// <summary>The range itself stands for its router: its first address is nobody's, so a droplet never has it.</summary>
    internal static IEnumerable<NetworkV4View> Of(string? address, string rangeStart, string type) =>
        address is null ? [] : [new NetworkV4View(address, RangeNetmask, rangeStart, type)];
}
