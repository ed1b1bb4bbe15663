using System.Buffers.Binary;

namespace CloudControl.Infrastructure.Storage.Lvm;

/// <summary>
/// The checksum of LVM2's label, metadata area header and text: reflected CRC-32 (polynomial 0xEDB88320) that starts from
/// 0xf597a6cf and is not inverted at the end. Source: lvm2 lib/misc/crc.c.
/// </summary>
public static class LvmChecksum
{
    /// <summary>lvm2's INITIAL_CRC.</summary>
    public const uint Start = 0xf597a6cf;

    private const uint Polynomial = 0xEDB88320;

    // Eight bytes a step: a metadata text has megabytes, and every commit sums it.
    private static readonly uint[][] Tables = BuildTables();

    /// <summary>The checksum of the bytes, going on from <paramref name="crc"/>.</summary>
    public static uint Compute(ReadOnlySpan<byte> bytes, uint crc = Start)
    {
        while (bytes.Length >= 8)
        {
            var low = BinaryPrimitives.ReadUInt32LittleEndian(bytes) ^ crc;
            var high = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
            crc = Tables[7][low & 0xff] ^ Tables[6][(low >> 8) & 0xff] ^ Tables[5][(low >> 16) & 0xff] ^ Tables[4][low >> 24]
                ^ Tables[3][high & 0xff] ^ Tables[2][(high >> 8) & 0xff] ^ Tables[1][(high >> 16) & 0xff] ^ Tables[0][high >> 24];
            bytes = bytes[8..];
        }

        foreach (var b in bytes)
        {
            crc = (crc >> 8) ^ Tables[0][(crc ^ b) & 0xff];
        }

        return crc;
    }

    private static uint[][] BuildTables()
    {
        var tables = new uint[8][];
        for (var t = 0; t < 8; t++)
        {
            tables[t] = new uint[256];
            for (uint i = 0; i < 256; i++)
            {
                var crc = t == 0 ? i : tables[t - 1][i];
                for (var bit = 0; bit < 8; bit++)
                {
                    crc = (crc & 1) != 0 ? (crc >> 1) ^ Polynomial : crc >> 1;
                }

                tables[t][i] = crc;
            }
        }

        return tables;
    }
}
