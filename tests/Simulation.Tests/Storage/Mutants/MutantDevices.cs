using CloudControl.Domain;
using CloudControl.Domain.Storage;
using CloudControl.Simulation.Tests.Storage.Disks;

namespace CloudControl.Simulation.Tests.Storage.Mutants;

/// <summary>A device that passes everything on. What a mutant overrides is what it gets wrong.</summary>
internal abstract class MutantDevice(IBlockDevice inner) : IBlockDevice
{
    public long Length => inner.Length;

    public int ChunkBytes => inner.ChunkBytes;

    public long ChunksWritten => inner.ChunksWritten;

    protected IBlockDevice Inner => inner;

    public virtual ValueTask ReadAsync(long offset, Memory<byte> buffer, CancellationToken ct) => inner.ReadAsync(offset, buffer, ct);

    public virtual ValueTask WriteAsync(long offset, ReadOnlyMemory<byte> data, CancellationToken ct) => inner.WriteAsync(offset, data, ct);

    public ValueTask FlushAsync(CancellationToken ct) => inner.FlushAsync(ct);

    public IEnumerable<VolumeStretch> Map(long offset, long length) => inner.Map(offset, length);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}

/// <summary>Extends as a linear volume is extended: what was added reads as whatever lies on the extents, not from a zero origin.</summary>
internal sealed class LinearTailHost(IStorageHost inner, VolatileDisk disk) : MutantHost(inner, disk)
{
    private readonly Dictionary<VolumeId, (long From, long Physical)> tails = [];

    public override async Task<Result<SparseVolume>> ExtendAsync(VolumeId id, ByteSize disk, ByteSize cowStore, CancellationToken ct)
    {
        var before = 0L;
        await foreach (var entry in Inner.ListVolumesAsync(ct))
        {
            before = entry.Volume.Id == id ? entry.Volume.Disk.Bytes : before;
        }

        var extended = await Inner.ExtendAsync(id, disk, cowStore, ct);
        if (extended.IsOk)
        {
            tails.TryAdd(id, (before, (await ExtentOffsetsAsync(id))[^1]));
        }

        return extended;
    }

    public override async Task<IBlockDevice> OpenAsync(VolumeId id, CancellationToken ct)
    {
        var device = await Inner.OpenAsync(id, ct);
        return tails.TryGetValue(id, out var tail) ? new TailDevice(device, Disk, tail.From, tail.Physical) : device;
    }

    private sealed class TailDevice(IBlockDevice inner, VolatileDisk disk, long from, long physical) : MutantDevice(inner)
    {
        public override async ValueTask ReadAsync(long offset, Memory<byte> buffer, CancellationToken ct)
        {
            await Inner.ReadAsync(offset, buffer, ct);
            foreach (var stretch in Inner.Map(offset, buffer.Length))
            {
                var start = Math.Max(stretch.Offset, from);
                var end = Math.Min(stretch.Offset + stretch.Length, from + Birth.Extent.Bytes);
                if (!stretch.IsWritten && end > start)
                {
                    disk.Read(physical + start - from, buffer.Span[(int)(start - offset)..(int)(end - offset)]);
                }
            }
        }
    }
}

/// <summary>A trim that takes chunks out of the map and leaves their bytes: they read as zero, until something maps them again.</summary>
internal sealed class UnmappingHost(IStorageHost inner, VolatileDisk disk) : MutantHost(inner, disk)
{
    private readonly Dictionary<VolumeId, HashSet<long>> trimmed = [];

    public override async Task<IBlockDevice> OpenAsync(VolumeId id, CancellationToken ct)
    {
        var device = await Inner.OpenAsync(id, ct);
        if (!trimmed.TryGetValue(id, out var chunks))
        {
            trimmed[id] = chunks = [];
        }

        return new UnmappingDevice(device, chunks);
    }

    private sealed class UnmappingDevice(IBlockDevice inner, HashSet<long> trimmed) : MutantDevice(inner)
    {
        public override async ValueTask ReadAsync(long offset, Memory<byte> buffer, CancellationToken ct)
        {
            await Inner.ReadAsync(offset, buffer, ct);
            for (var at = 0; at < buffer.Length; at += VolatileDisk.SectorBytes)
            {
                if (trimmed.Contains((offset + at) / ChunkBytes))
                {
                    buffer.Span.Slice(at, Math.Min(VolatileDisk.SectorBytes, buffer.Length - at)).Clear();
                }
            }
        }

        public override async ValueTask WriteAsync(long offset, ReadOnlyMemory<byte> data, CancellationToken ct)
        {
            var isTrim = Writes.IsZero(data.Span);
            var whole = isTrim && offset % ChunkBytes == 0 && data.Length % ChunkBytes == 0;
            for (var chunk = offset / ChunkBytes; chunk * ChunkBytes < offset + data.Length; chunk++)
            {
                _ = whole ? trimmed.Add(chunk) : trimmed.Remove(chunk);
            }

            if (!whole)
            {
                await Inner.WriteAsync(offset, data, ct);
            }
        }
    }
}
