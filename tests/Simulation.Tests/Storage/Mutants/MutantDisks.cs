using System.Buffers.Binary;
using CloudControl.Simulation.Tests.Storage.Disks;

namespace CloudControl.Simulation.Tests.Storage.Mutants;

/// <summary>What the writes of a host look like from beneath.</summary>
internal static class Writes
{
    private const int StoreMagic = 0x70416e53; // "SnAp"

    public static bool IsNewStore(ReadOnlySpan<byte> data) => data.Length > 4 && BinaryPrimitives.ReadInt32LittleEndian(data) == StoreMagic;

    public static bool IsZero(ReadOnlySpan<byte> data) => !data.ContainsAnyExcept((byte)0);

    public static bool IsInExtents(long offset) => offset >= Birth.MetadataArea.Bytes;
}

/// <summary>Acknowledges flushes and does not carry them out.</summary>
internal sealed class LyingFlushDisk(DiskMemory memory) : VolatileDisk(memory)
{
    protected override int FlushesUntilDurable(ReadOnlySpan<byte> data) => int.MaxValue;
}

/// <summary>A new store's header arrives, its zeroed first area does not.</summary>
internal sealed class FirstAreaNotZeroedDisk(DiskMemory memory) : VolatileDisk(memory)
{
    public override void Write(long offset, ReadOnlySpan<byte> data) =>
        base.Write(offset, Writes.IsNewStore(data) ? data[..(int)Birth.Chunk.Bytes] : data);
}

/// <summary>A new store is zeroed, but the flushes before the volume is visible do not cover it.</summary>
internal sealed class StoreNotFlushedDisk(DiskMemory memory) : VolatileDisk(memory)
{
    private const int FlushesOfACommit = 3;

    protected override int FlushesUntilDurable(ReadOnlySpan<byte> data) => Writes.IsNewStore(data) ? FlushesOfACommit + 1 : 1;
}

/// <summary>Keeps new stores to itself until the volume is there.</summary>
internal sealed class LinearFirstDisk(DiskMemory memory) : VolatileDisk(memory)
{
    private readonly List<(long Offset, byte[] Data)> stores = [];

    public override void Write(long offset, ReadOnlySpan<byte> data)
    {
        if (Writes.IsNewStore(data) && Writes.IsInExtents(offset))
        {
            stores.Add((offset, data.ToArray()));
        }
        else
        {
            base.Write(offset, data);
        }
    }

    public Task WriteStoresAsync()
    {
        stores.ForEach(store => base.Write(store.Offset, store.Data));
        stores.Clear();
        return FlushAsync();
    }
}

/// <summary>Zeroes round the data of a partial chunk are left out.</summary>
internal sealed class UnpaddedChunkDisk(DiskMemory memory) : VolatileDisk(memory)
{
    public override void Write(long offset, ReadOnlySpan<byte> data)
    {
        if (!Writes.IsInExtents(offset) || Writes.IsNewStore(data) || Writes.IsZero(data) || data.Length % Birth.Chunk.Bytes != 0)
        {
            base.Write(offset, data);
            return;
        }

        for (var at = 0; at < data.Length; at += SectorBytes)
        {
            if (!Writes.IsZero(data.Slice(at, SectorBytes)))
            {
                base.Write(offset + at, data.Slice(at, SectorBytes));
            }
        }
    }
}

/// <summary>The zeroes of a scrub stay in the cache beyond the release.</summary>
internal sealed class ReleaseBeforeFlushDisk(DiskMemory memory) : VolatileDisk(memory)
{
    private const int FlushesOfAScrubAndRelease = 4;

    protected override int FlushesUntilDurable(ReadOnlySpan<byte> data) => Writes.IsZero(data) ? FlushesOfAScrubAndRelease + 1 : 1;
}
