using System.Buffers.Binary;
using System.Text;

namespace CloudControl.Infrastructure.Storage.Lvm;

/// <summary>A stretch of the disk named by the PV header. Length 0 means "to the end".</summary>
public readonly record struct DiskArea(long Offset, long Length);

/// <summary>
/// Sector 1 of a physical volume: the label, and in the same sector the PV header that says where metadata and extents are.
/// </summary>
/// <remarks>
/// <code>
///   0  8  "LABELONE"             32  32  pv uuid without dashes
///   8  8  sector of this label   64   8  device size, bytes
///  16  4  crc of bytes 20..511   72  16  data areas {offset, size}…, ended by a zero one
///  20  4  offset of the header    …  16  metadata areas, likewise
///  24  8  "LVM2 001"              …   8  extension version 2, flags 1 = in use; then bootloader areas
/// </code>
/// All little-endian. Source: lvm2 lib/label/label.h, lib/format_text/layout.h, and captures of stock lvm2 2.03.16.
/// </remarks>
public sealed record PvLabel(LvmUuid Id, long DeviceBytes, DiskArea Data, DiskArea Metadata)
{
    /// <summary>Bytes of a sector in every LVM2 structure.</summary>
    public const int SectorBytes = 512;

    /// <summary>lvm2 writes its label here, and looks for one in sectors 0 to 3.</summary>
    public const int LabelSector = 1;

    /// <summary>How many sectors from the start lvm2 scans for a label.</summary>
    public const int ScannedSectors = 4;

    private const int HeaderOffset = 32;
    private const int ChecksummedFrom = 20;

    private static readonly byte[] Signature = "LABELONE"u8.ToArray();
    private static readonly byte[] Kind = "LVM2 001"u8.ToArray();

    /// <summary>Whether a sector claims to be a label, right or wrong.</summary>
    public static bool Claims(ReadOnlySpan<byte> sector) => sector[..8].SequenceEqual(Signature);

    /// <summary>The label as sector <see cref="LabelSector"/>.</summary>
    public byte[] Encode()
    {
        var sector = new byte[SectorBytes];
        Signature.CopyTo(sector, 0);
        BinaryPrimitives.WriteInt64LittleEndian(sector.AsSpan(8), LabelSector);
        BinaryPrimitives.WriteInt32LittleEndian(sector.AsSpan(20), HeaderOffset);
        Kind.CopyTo(sector, 24);
        Encoding.ASCII.GetBytes(Id.Digits, sector.AsSpan(HeaderOffset));
        BinaryPrimitives.WriteInt64LittleEndian(sector.AsSpan(64), DeviceBytes);
        WriteArea(sector.AsSpan(72), Data);
        WriteArea(sector.AsSpan(104), Metadata);
        BinaryPrimitives.WriteInt32LittleEndian(sector.AsSpan(136), 2);
        BinaryPrimitives.WriteInt32LittleEndian(sector.AsSpan(140), 1);
        BinaryPrimitives.WriteUInt32LittleEndian(sector.AsSpan(16), LvmChecksum.Compute(sector.AsSpan(ChecksummedFrom)));
        return sector;
    }

    /// <summary>Reads a label sector.</summary>
    /// <exception cref="LvmFormatException">No label, a wrong checksum, or more than one metadata area.</exception>
    public static PvLabel Decode(ReadOnlySpan<byte> sector)
    {
        Require(sector.Length == SectorBytes && Claims(sector), "no LVM2 label");
        Require(
            BinaryPrimitives.ReadUInt32LittleEndian(sector[16..]) == LvmChecksum.Compute(sector[ChecksummedFrom..]),
            "the label's checksum is wrong");
        Require(sector[24..32].SequenceEqual(Kind), "the label is not of type LVM2 001");

        var header = BinaryPrimitives.ReadInt32LittleEndian(sector[20..]);
        Require(header is >= HeaderOffset and <= SectorBytes - 72, "the PV header lies outside its sector");
        var id = LvmUuid.Parse(Encoding.ASCII.GetString(sector.Slice(header, LvmUuid.DigitCount)));
        var deviceBytes = BinaryPrimitives.ReadInt64LittleEndian(sector[(header + 32)..]);
        var at = header + 40;
        var data = ReadAreas(sector, ref at);
        var metadata = ReadAreas(sector, ref at);
        Require(data.Count == 1 && metadata.Count == 1, "a PV with one data area and one metadata area is expected");
        return new PvLabel(id, deviceBytes, data[0], metadata[0]);
    }

    private static void WriteArea(Span<byte> at, DiskArea area)
    {
        BinaryPrimitives.WriteInt64LittleEndian(at, area.Offset);
        BinaryPrimitives.WriteInt64LittleEndian(at[8..], area.Length);
    }

    private static List<DiskArea> ReadAreas(ReadOnlySpan<byte> sector, ref int at)
    {
        var areas = new List<DiskArea>();
        for (; at + 16 <= SectorBytes; at += 16)
        {
            var area = new DiskArea(
                BinaryPrimitives.ReadInt64LittleEndian(sector[at..]), BinaryPrimitives.ReadInt64LittleEndian(sector[(at + 8)..]));
            if (area == default)
            {
                at += 16;
                break;
            }

            areas.Add(area);
        }

        return areas;
    }

    private static void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new LvmFormatException(otherwise);
        }
    }
}
