using CloudControl.Domain.Storage;
using CloudControl.Infrastructure.Storage;
using CloudControl.Infrastructure.Storage.DeviceMapper;
using CloudControl.Infrastructure.Storage.Disks;

namespace CloudControl.Infrastructure.Tests.Storage;

/// <summary>A volume takes memory for what was written, not for what was sold. Alone, since it measures the whole process.</summary>
[Collection(nameof(MeasuredAlone))]
public sealed class LargeVolumesTakeLittleMemory : IDisposable
{
    private static readonly ByteSize Chunk = ByteSize.FromKiB(64);
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("cc-large-");

    public void Dispose() => folder.Delete(recursive: true);

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

    [Fact]
    public async Task A_tebibyte_nobody_wrote_to_takes_no_memory_and_reads_as_zero_without_taking_any()
    {
        var size = ByteSize.FromGiB(1024);
        await using var host = await SimulatedHost.OpenOrCreateAsync(new SimulatedHostOptions
        {
            Name = "large",
            Path = Path.Combine(folder.FullName, "pv.img"),
            DiskBytes = size + ByteSize.FromGiB(2),
        });
        var created = await host.CreateSparseVolumeAsync(VolumeId.New(), size, CowStore.CoveringSize(size, Chunk, ByteSize.FromMiB(4)), default);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        await using var device = await host.OpenAsync(created.Value!.Id, default);
        var opened = GC.GetTotalMemory(forceFullCollection: true) - before;

        var buffer = new byte[1 << 20];
        await device.ReadAsync(0, buffer, default);   // compiled, and whatever is made once is made
        var foreign = false;
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        for (long offset = 1; offset < size.Bytes - buffer.Length; offset += size.Bytes / 64)
        {
            buffer.AsSpan().Fill(0xff);
            await device.ReadAsync(offset, buffer, default);
            foreign |= buffer.AsSpan().ContainsAnyExcept((byte)0);
        }

        Assert.Equal(allocated, GC.GetAllocatedBytesForCurrentThread());
        Assert.False(foreign);
        Assert.InRange(opened, 0, ByteSize.FromKiB(64).Bytes);
        Assert.Equal(0, device.ChunksWritten);
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
