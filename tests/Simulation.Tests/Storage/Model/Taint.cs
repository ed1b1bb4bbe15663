using System.Runtime.InteropServices;
using CloudControl.Simulation.Tests.Storage.Disks;

namespace CloudControl.Simulation.Tests.Storage;

/// <summary>
/// What a tenant writes: every 8 bytes are a tag, and the tag tells tenant, volume, generation and address. So a
/// sector that turns up where it should not be tells whose it was and where it came from.
/// </summary>
/// <remarks><code>63…56 marker │ 55…48 tenant │ 47…32 volume │ 31…16 generation │ 15…0 sector of the volume</code></remarks>
internal static class Taint
{
    /// <summary>What a former tenant left all over the disk before the history began.</summary>
    public const byte FormerTenant = 0xA5;

    private const ulong Marker = 0xC7;
    private const ulong FormerTag = 0xA5A5A5A5A5A5A5A5;

    public static ulong Of(int tenant, int volume, int generation, int sector) =>
        (Marker << 56) | ((ulong)(byte)tenant << 48) | ((ulong)(ushort)volume << 32) | ((ulong)(ushort)generation << 16) | (ushort)sector;

    /// <summary>Whose it is; null for what no tenant of this history writes.</summary>
    public static int? TenantOf(ulong tag) => tag >> 56 == Marker ? (byte)(tag >> 48) : null;

    /// <summary>The first sector in which a tenant's bytes lie, this history's or the former one's; null when there is none.</summary>
    public static (int Sector, ulong Tag)? FirstIn(ReadOnlySpan<byte> bytes)
    {
        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        for (var at = 0; at < words.Length; at++)
        {
            // Most of what is looked at is zero: over that we go as fast as the machine can.
            var zeroes = words[at..].IndexOfAnyExcept(0UL);
            if (zeroes < 0)
            {
                return null;
            }

            at += zeroes;
            if (words[at] >> 56 == Marker || words[at] == FormerTag)
            {
                return (at * sizeof(ulong) / VolatileDisk.SectorBytes, words[at]);
            }
        }

        return null;
    }

    public static string Describe(ulong tag) => tag switch
    {
        0 => "zeroes",
        FormerTag => "the former tenant's bytes",
        _ when tag >> 56 == Marker => $"tenant {(byte)(tag >> 48)}, volume {(ushort)(tag >> 32)}, generation {(ushort)(tag >> 16)}, sector {(ushort)tag}",
        _ => $"nobody's bytes ({tag:x16})",
    };
}
