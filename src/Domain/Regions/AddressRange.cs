using System.Buffers.Binary;
using System.Net;

namespace CloudControl.Domain.Regions;

/// <summary>A /19 of IPv4 addresses: the network's own, the gateway's, the droplets', and the broadcast address.</summary>
/// <param name="Start">The network's address, dotted decimal, such as <c>198.18.96.0</c>.</param>
public readonly record struct AddressRange(string Start)
{
    /// <summary>Addresses for droplets: 8192 less the network's, the gateway's and the broadcast address.</summary>
    public const int Capacity = 8192 - 3;

    public const string Netmask = "255.255.224.0";

    /// <summary>The first address behind the network's own.</summary>
    public string Gateway => Offset(1);

    /// <summary>A droplet's address.</summary>
    /// <param name="ordinal">0 to <see cref="Capacity"/> - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The range has no such address.</exception>
    public string At(int ordinal)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(ordinal);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(ordinal, Capacity);
        return Offset(2 + (uint)ordinal);
    }

    private string Offset(uint by)
    {
        Span<byte> bytes = stackalloc byte[4];
        IPAddress.Parse(Start).TryWriteBytes(bytes, out _);
        BinaryPrimitives.WriteUInt32BigEndian(bytes, BinaryPrimitives.ReadUInt32BigEndian(bytes) + by);
        return new IPAddress(bytes).ToString();
    }
}
