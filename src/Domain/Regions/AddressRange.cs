using System.Buffers.Binary;
using System.Globalization;
using System.Net;

namespace CloudControl.Domain.Regions;

/// <summary>A block of IPv4 addresses: the network's own, the gateway's, the droplets', and the broadcast address.</summary>
/// <param name="Start">The network's address, dotted decimal, such as <c>198.18.96.0</c>.</param>
/// <param name="PrefixLength">How many leading bits all its addresses share, 0 to 30.</param>
public readonly record struct AddressRange(string Start, int PrefixLength)
{
    private const int ReservedAddresses = 3;
    private const int LongestPrefix = 30;

    /// <summary>Addresses for droplets: all but the network's, the gateway's and the broadcast address.</summary>
    public long Capacity => (1L << (32 - PrefixLength)) - ReservedAddresses;

    public string Netmask => Dotted(Mask);

    /// <summary>The first address behind the network's own.</summary>
    public string Gateway => Dotted(First + 1);

    private uint First => NumberOf(IPAddress.Parse(Start));

    private uint Mask => PrefixLength == 0 ? 0 : uint.MaxValue << (32 - PrefixLength);

    /// <summary>Reads CIDR notation, such as <c>10.10.0.0/20</c>; null for anything else, and where bits behind the prefix are set.</summary>
    public static AddressRange? Parse(string text)
    {
        if (text.Split('/') is not [var start, var prefix]
            || start.Count(c => c == '.') != 3
            || !IPAddress.TryParse(start, out var address)
            || address.AddressFamily != System.Net.Sockets.AddressFamily.InterNetwork
            || !int.TryParse(prefix, NumberStyles.None, CultureInfo.InvariantCulture, out var length)
            || length > LongestPrefix)
        {
            return null;
        }

        var range = new AddressRange(address.ToString(), length);
        return (range.First & ~range.Mask) == 0 ? range : null;
    }

    /// <summary>A droplet's address.</summary>
    /// <param name="ordinal">0 to <see cref="Capacity"/> - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The range has no such address.</exception>
    public string At(int ordinal)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(ordinal);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(ordinal, Capacity);
        return Dotted(First + 2 + (uint)ordinal);
    }

    public bool Overlaps(AddressRange other)
    {
        var shared = Mask & other.Mask;
        return (First & shared) == (other.First & shared);
    }

    public bool Contains(AddressRange other) => PrefixLength <= other.PrefixLength && Overlaps(other);

    /// <summary>CIDR notation.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Start}/{PrefixLength}");

    private static uint NumberOf(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[4];
        address.TryWriteBytes(bytes, out _);
        return BinaryPrimitives.ReadUInt32BigEndian(bytes);
    }

    private static string Dotted(uint number)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, number);
        return new IPAddress(bytes).ToString();
    }
}
