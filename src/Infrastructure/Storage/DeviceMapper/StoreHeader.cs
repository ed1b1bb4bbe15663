using System.Buffers.Binary;
using CloudControl.Infrastructure.Storage.Lvm;

namespace CloudControl.Infrastructure.Storage.DeviceMapper;

/// <summary>
/// Chunk 0 of a COW store: u32 magic "SnAp", u32 valid, u32 version 1, u32 sectors of a chunk; the rest is zero. The header's
/// chunk size is the true one, whatever a table says. Source: Linux drivers/md/dm-snap-persistent.c.
/// </summary>
public sealed record StoreHeader(int ChunkBytes)
{
    /// <summary>Bytes that mean anything.</summary>
    public const int HeaderBytes = 16;

    private const uint Magic = 0x70416e53;

    /// <summary>The whole first chunk.</summary>
    public byte[] EncodeChunk()
    {
        var chunk = new byte[ChunkBytes];
        BinaryPrimitives.WriteUInt32LittleEndian(chunk, Magic);
        BinaryPrimitives.WriteUInt32LittleEndian(chunk.AsSpan(4), 1);
        BinaryPrimitives.WriteUInt32LittleEndian(chunk.AsSpan(8), 1);
        BinaryPrimitives.WriteInt32LittleEndian(chunk.AsSpan(12), ChunkBytes / PvLabel.SectorBytes);
        return chunk;
    }

    /// <exception cref="LvmFormatException">No header, an invalidated store, or a version or chunk size nobody writes.</exception>
    public static StoreHeader Decode(ReadOnlySpan<byte> bytes)
    {
        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes) != Magic)
        {
            throw new LvmFormatException("the COW store has no header");
        }

        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]) == 0)
        {
            throw new LvmFormatException("the COW store was invalidated");
        }

        var version = BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]);
        var sectors = BinaryPrimitives.ReadUInt32LittleEndian(bytes[12..]);
        if (version != 1 || sectors is < 8 or > 1024 || !uint.IsPow2(sectors))
        {
            throw new LvmFormatException($"the COW store has version {version} and chunks of {sectors} sectors");
        }

        return new StoreHeader((int)sectors * PvLabel.SectorBytes);
    }
}
