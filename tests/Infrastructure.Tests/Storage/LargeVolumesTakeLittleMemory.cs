using CloudControl.Domain.Storage;
using CloudControl.Infrastructure.Storage.DeviceMapper;
using CloudControl.Infrastructure.Storage.Disks;

namespace CloudControl.Infrastructure.Tests.Storage;

/// <summary>A volume takes memory for what was written, not for what was sold. Alone, since it measures the whole process.</summary>
[Collection(nameof(MeasuredAlone))]
public sealed class LargeVolumesTakeLittleMemory
{
    private static readonly ByteSize Chunk = ByteSize.FromKiB(64);

    [Fact]
    public async Task Twenty_five_gibibytes_written_in_any_order_take_less_than_16_MiB()
    {
        var size = ByteSize.FromGiB(25);
        var order = Enumerable.Range(0, (int)size.CountOf(Chunk)).ToArray();
        new Random(3).Shuffle(order);
        var chunk = new byte[Chunk.Bytes];
        var before = GC.GetTotalMemory(forceFullCollection: true);

        using var disk = new ForgetfulDisk(CowStore.CoveringSize(size, Chunk, ByteSize.FromMiB(4)).Bytes);
        var store = new LinearTarget(disk, [new PhysicalRun(0, disk.Length)]);
        disk.Write(0, new StoreHeader(chunk.Length).EncodeChunk());
        var volume = new SparseSnapshot(store, new SharedFlush(disk), StoredExceptions.Load(store, size.Bytes), size.Bytes);
        foreach (var number in order)
        {
            await volume.WriteAsync(number * Chunk.Bytes, chunk, default);
        }

        await volume.FlushAsync();
        var used = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.Equal(order.Length, volume.ChunksWritten);
        Assert.InRange(used, 1, ByteSize.FromMiB(16).Bytes);
        GC.KeepAlive(volume);
    }

    /// <summary>As large as one likes: it keeps its first chunk and forgets the rest.</summary>
    private sealed class ForgetfulDisk(long length) : IRawDisk
    {
        private readonly byte[] kept = new byte[Chunk.Bytes];

        public long Length => length;

        public void Read(long offset, Span<byte> buffer)
        {
            buffer.Clear();
            if (offset < kept.Length)
            {
                var part = kept.AsSpan((int)offset);
                part[..Math.Min(part.Length, buffer.Length)].CopyTo(buffer);
            }
        }

        public void Write(long offset, ReadOnlySpan<byte> data)
        {
            if (offset < kept.Length)
            {
                data.CopyTo(kept.AsSpan((int)offset));
            }
        }

        public void Flush()
        {
        }

        public void Dispose()
        {
        }
    }
}

/// <summary>Tests that measure memory: nothing else runs beside them.</summary>
[CollectionDefinition(nameof(MeasuredAlone), DisableParallelization = true)]
public sealed class MeasuredAlone;
