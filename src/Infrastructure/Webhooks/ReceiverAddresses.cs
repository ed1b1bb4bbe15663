using System.Net;
using System.Net.Sockets;

namespace CloudControl.Infrastructure.Webhooks;

/// <summary>
/// Which addresses a webhook may be sent to. A customer chooses the URL and we make the request from inside the operator's network,
/// so only what the whole internet can reach anyway is allowed, and what the operator names. IPv4: everything but IANA's
/// special-purpose registry. IPv6: only global unicast, less its special parts; an address with another one inside (mapped,
/// NAT64, 6to4, Teredo) is refused whatever the inner one is.
/// Sources: iana.org/assignments/iana-ipv4-special-registry and iana-ipv6-special-registry.
/// </summary>
public sealed class ReceiverAddresses
{
    private static readonly IPNetwork[] RefusedIpv4 = Parse(
        "0.0.0.0/8",          // this network
        "10.0.0.0/8",         // private
        "100.64.0.0/10",      // carrier-grade NAT
        "127.0.0.0/8",        // loopback
        "169.254.0.0/16",     // link-local, clouds' metadata services
        "172.16.0.0/12",      // private
        "192.0.0.0/24",       // IETF protocol assignments
        "192.0.2.0/24",       // documentation
        "192.31.196.0/24",    // AS112
        "192.52.193.0/24",    // AMT
        "192.88.99.0/24",     // 6to4 relays
        "192.168.0.0/16",     // private
        "192.175.48.0/24",    // AS112
        "198.18.0.0/15",      // benchmarking; our own simulated droplets
        "198.51.100.0/24",    // documentation
        "203.0.113.0/24",     // documentation
        "224.0.0.0/4",        // multicast
        "240.0.0.0/4");       // reserved, broadcast

    private static readonly IPNetwork GlobalUnicastIpv6 = IPNetwork.Parse("2000::/3");

    private static readonly IPNetwork[] RefusedIpv6 = Parse(
        "2001::/23",          // IETF protocol assignments: Teredo, benchmarking, ORCHID
        "2001:db8::/32",      // documentation
        "2002::/16",          // 6to4
        "2620:4f:8000::/48",  // AS112
        "3fff::/20");         // documentation

    private readonly IPNetwork[] allowed;

    /// <exception cref="FormatException">An allowed range is not in CIDR form.</exception>
    public ReceiverAddresses(ReceiverOptions options) => allowed = Parse([.. options.AllowedRanges]);

    /// <summary>Whether a connection to the address may be made.</summary>
    /// <remarks>
    /// Mapped addresses are refused before any range is asked: <see cref="IPNetwork.Contains"/> looks at the IPv4 part of a mapped
    /// address and finds ::ffff:10.0.0.1 in 2000::/3.
    /// </remarks>
    public bool Allows(IPAddress address) =>
        !address.IsIPv4MappedToIPv6 && (allowed.Any(range => range.Contains(address)) || IsPublic(address));

    private static bool IsPublic(IPAddress address) => address.AddressFamily switch
    {
        AddressFamily.InterNetwork => !RefusedIpv4.Any(range => range.Contains(address)),
        AddressFamily.InterNetworkV6 => GlobalUnicastIpv6.Contains(address) && !RefusedIpv6.Any(range => range.Contains(address)),
        _ => false,
    };

    private static IPNetwork[] Parse(params string[] ranges) => [.. ranges.Select(range =>
        IPNetwork.TryParse(range, out var network)
            ? network
            : throw new FormatException($"{ReceiverOptions.Section}:{nameof(ReceiverOptions.AllowedRanges)}: '{range}' is not a range in CIDR form"))];
}
