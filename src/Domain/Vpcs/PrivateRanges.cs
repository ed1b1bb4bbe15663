using System.Globalization;
using CloudControl.Domain.Regions;

namespace CloudControl.Domain.Vpcs;

/// <summary>Which ranges a VPC may have.</summary>
public static class PrivateRanges
{
    /// <summary>The size of a network whose owner names no range.</summary>
    public const int GeneratedPrefix = 20;

    /// <summary>RFC 1918, section 3.</summary>
    private static readonly AddressRange[] Private = [new("10.0.0.0", 8), new("172.16.0.0", 12), new("192.168.0.0", 16)];

    /// <summary>Reads the range that was asked for.</summary>
    /// <param name="asked">CIDR notation.</param>
    /// <param name="taken">The account's other networks.</param>
    public static Result<AddressRange> Read(string asked, IReadOnlyCollection<AddressRange> taken)
    {
        if (AddressRange.Parse(asked) is not { PrefixLength: >= Vpc.ShortestPrefix and <= Vpc.LongestPrefix } range
            || !Private.Any(block => block.Contains(range)))
        {
            return new VpcRangeInvalid();
        }

        return taken.Any(range.Overlaps) ? new VpcRangeTaken() : range;
    }

    /// <summary>A range that meets none of the account's others, or <see cref="VpcRangeTaken"/> when there is none left.</summary>
    public static Result<AddressRange> Generate(IReadOnlyCollection<AddressRange> taken)
    {
        // Downwards from the far end of 10.0.0.0/8: people begin to number their own networks at the near one.
        for (var second = 255; second >= 0; second--)
        {
            for (var third = 240; third >= 0; third -= 16)
            {
                var candidate = new AddressRange(string.Create(CultureInfo.InvariantCulture, $"10.{second}.{third}.0"), GeneratedPrefix);
                if (!taken.Any(candidate.Overlaps))
                {
                    return candidate;
                }
            }
        }

        return new VpcRangeTaken();
    }
}
