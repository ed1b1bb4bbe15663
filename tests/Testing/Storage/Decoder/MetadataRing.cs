using System.Buffers.Binary;
using System.Text;

namespace CloudControl.Testing.Storage.Decoder;

/// <summary>Reads a disk's bytes from an offset on.</summary>
public delegate void ReadBytes(long offset, Span<byte> into);

/// <summary>Finds the committed metadata text of a physical volume: label → metadata area → ring.</summary>
/// <param name="PhysicalVolumeId">The uuid in the label, without dashes.</param>
/// <param name="DeviceBytes">The size of the disk, as the label has it.</param>
/// <param name="Text">The text that slot 0 points at, its checksum verified.</param>
/// <param name="Wraps">Whether it runs over the end of the ring.</param>
public sealed record MetadataRing(string PhysicalVolumeId, long DeviceBytes, string Text, bool Wraps)
{
    private const int Sector = 512;

    /// <exception cref="InvalidDataException">The disk is not a physical volume with one healthy metadata area.</exception>
    public static MetadataRing Read(ReadBytes disk)
    {
        var sector = FindLabel(disk);
        var header = (int)U32(sector, 20);
        var at = header + 40;
        SkipAreas(sector, ref at);                      // data areas
        var (areaStart, areaBytes) = ((long)U64(sector, at), (long)U64(sector, at + 8));

        var area = new byte[Sector];
        disk(areaStart, area);
        Expect(U32(area, 0) == Crc(area.AsSpan(4)), "the metadata area's header has a wrong checksum");
        Expect(Encoding.Latin1.GetString(area, 4, 16) == " LVM2 x[5A%r0N*>" && U32(area, 20) == 1, "the metadata area's header has another magic");
        Expect((long)U64(area, 24) == areaStart && (long)U64(area, 32) == areaBytes, "label and metadata area disagree where it is");

        var (offset, size, crc, flags) = ((long)U64(area, 40), (int)U64(area, 48), U32(area, 56), U32(area, 60));
        Expect(offset >= Sector && offset < areaBytes && size > 0 && size <= areaBytes - Sector && flags == 0, "slot 0 points at no text");
        var text = new byte[size];
        for (var done = 0; done < size;)
        {
            // The ring has no byte before 512: what would lie behind its end goes on there.
            var position = offset + done < areaBytes ? offset + done : offset + done - areaBytes + Sector;
            var piece = (int)Math.Min(size - done, areaBytes - position);
            disk(areaStart + position, text.AsSpan(done, piece));
            done += piece;
        }

        Expect(crc == Crc(text), "the metadata text has a wrong checksum");
        Expect(text[^1] == 0, "the metadata text has no NUL at its end");
        return new MetadataRing(
            Encoding.ASCII.GetString(sector, header, 32), (long)U64(sector, header + 32), Encoding.UTF8.GetString(text, 0, size - 1),
            offset + size > areaBytes);
    }

    private static byte[] FindLabel(ReadBytes disk)
    {
        var sector = new byte[Sector];
        for (ulong number = 0; number < 4; number++)
        {
            disk((long)number * Sector, sector);
            if (Encoding.ASCII.GetString(sector, 0, 8) == "LABELONE")
            {
                Expect(U64(sector, 8) == number && Encoding.ASCII.GetString(sector, 24, 8) == "LVM2 001", "the label is not lvm2's");
                Expect(U32(sector, 16) == Crc(sector.AsSpan(20)), "the label has a wrong checksum");
                return sector;
            }
        }

        throw new InvalidDataException("no label in the first four sectors");
    }

    private static void SkipAreas(byte[] sector, ref int at)
    {
        while (U64(sector, at) != 0 || U64(sector, at + 8) != 0)
        {
            at += 16;
        }

        at += 16;
    }

    /// <summary>Bit by bit, as the definition has it: no table to share a mistake with.</summary>
    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = 0xf597a6cfu;
        foreach (var b in bytes)
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ (0xEDB88320u & (0u - (crc & 1)));
            }
        }

        return crc;
    }

    private static uint U32(byte[] bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at));

    private static ulong U64(byte[] bytes, int at) => BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(at));

    private static void Expect(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new InvalidDataException(otherwise);
        }
    }
}
