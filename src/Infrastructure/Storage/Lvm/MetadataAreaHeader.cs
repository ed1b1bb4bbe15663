using System.Buffers.Binary;

namespace CloudControl.Infrastructure.Storage.Lvm;

/// <summary>Where a metadata text lies: lvm2's <c>raw_locn</c>.</summary>
/// <param name="Offset">Bytes from the start of the area.</param>
/// <param name="Size">Bytes, the trailing NUL among them.</param>
/// <param name="Checksum"><see cref="LvmChecksum"/> of those bytes.</param>
/// <param name="Ignored">Flag bit 0: lvm2 was told not to use this copy.</param>
public readonly record struct TextLocation(long Offset, long Size, uint Checksum, bool Ignored = false);

/// <summary>
/// The first 512 bytes of a metadata area: which text is the committed one (slot 0), and which one is about to be (slot 1).
/// </summary>
/// <remarks>
/// <code>
///   0  4  crc of bytes 4..511           24  8  absolute offset of this header
///   4 16  " LVM2 x[5A%r0N*>"            32  8  bytes of the area, this header among them
///  20  4  version 1                     40 24  slots: {offset 8, size 8, crc 4, flags 4}, ended by a zero one
/// </code>
/// Source: lvm2 lib/format_text/layout.h.
/// </remarks>
public sealed record MetadataAreaHeader(long Start, long Size, TextLocation? Committed, TextLocation? Precommitted)
{
    /// <summary>Bytes of the header; the ring of texts begins after it.</summary>
    public const int HeaderBytes = 512;

    private const int SlotsAt = 40;
    private const int SlotBytes = 24;

    private static readonly byte[] Magic = " LVM2 x[5A%r0N*>"u8.ToArray();

    public byte[] Encode()
    {
        var bytes = new byte[HeaderBytes];
        Magic.CopyTo(bytes, 4);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(20), 1);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(24), Start);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(32), Size);
        WriteSlot(bytes.AsSpan(SlotsAt), Committed);
        WriteSlot(bytes.AsSpan(SlotsAt + SlotBytes), Precommitted);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, LvmChecksum.Compute(bytes.AsSpan(4)));
        return bytes;
    }

    /// <exception cref="LvmFormatException">Wrong checksum, magic, version or place.</exception>
    public static MetadataAreaHeader Decode(ReadOnlySpan<byte> bytes, long expectedStart)
    {
        Require(
            bytes.Length == HeaderBytes && BinaryPrimitives.ReadUInt32LittleEndian(bytes) == LvmChecksum.Compute(bytes[4..]),
            "the metadata area header's checksum is wrong");
        Require(bytes.Slice(4, 16).SequenceEqual(Magic), "the metadata area header has another magic");
        Require(BinaryPrimitives.ReadInt32LittleEndian(bytes[20..]) == 1, "the metadata area header has another version");
        var start = BinaryPrimitives.ReadInt64LittleEndian(bytes[24..]);
        Require(start == expectedStart, $"the metadata area header at {expectedStart} says it is at {start}");
        var size = BinaryPrimitives.ReadInt64LittleEndian(bytes[32..]);
        Require(size > 2 * HeaderBytes, "the metadata area has no room for a text");
        return new MetadataAreaHeader(start, size, ReadSlot(bytes[SlotsAt..], size), ReadSlot(bytes[(SlotsAt + SlotBytes)..], size));
    }

    private static void WriteSlot(Span<byte> at, TextLocation? slot)
    {
        if (slot is { } text)
        {
            BinaryPrimitives.WriteInt64LittleEndian(at, text.Offset);
            BinaryPrimitives.WriteInt64LittleEndian(at[8..], text.Size);
            BinaryPrimitives.WriteUInt32LittleEndian(at[16..], text.Checksum);
            BinaryPrimitives.WriteUInt32LittleEndian(at[20..], text.Ignored ? 1u : 0);
        }
    }

    private static TextLocation? ReadSlot(ReadOnlySpan<byte> at, long areaSize)
    {
        var offset = BinaryPrimitives.ReadInt64LittleEndian(at);
        if (offset == 0)
        {
            return null;
        }

        var size = BinaryPrimitives.ReadInt64LittleEndian(at[8..]);
        Require(offset >= HeaderBytes && offset < areaSize, "a metadata text begins outside its area");
        Require(size > 0 && size <= areaSize - HeaderBytes, "a metadata text is larger than its area");
        var flags = BinaryPrimitives.ReadUInt32LittleEndian(at[20..]);
        return new TextLocation(offset, size, BinaryPrimitives.ReadUInt32LittleEndian(at[16..]), (flags & 1) != 0);
    }

    private static void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new LvmFormatException(otherwise);
        }
    }
}
