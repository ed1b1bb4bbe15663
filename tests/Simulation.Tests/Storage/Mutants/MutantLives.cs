using CloudControl.Domain;
using CloudControl.Domain.Storage;
using CloudControl.Simulation.Tests.Storage.Disks;

namespace CloudControl.Simulation.Tests.Storage.Mutants;

/// <summary>A collector that takes a quarantined extent for one that nobody needs.</summary>
internal sealed class CollectingHost(IStorageHost inner, VolatileDisk disk) : MutantHost(inner, disk)
{
    public override async Task QuarantineAsync(VolumeId id, CancellationToken ct)
    {
        await Inner.QuarantineAsync(id, ct);
        await Inner.ReleaseAsync(id, Unscrubbed(id), ct);
    }
}

/// <summary>A create that comes late gets its volume back: the host forgets the id, as if it had never met it, and says yes.</summary>
internal sealed class RevivingHost(IStorageHost inner, VolatileDisk disk) : MutantHost(inner, disk)
{
    public override async Task<Result<SparseVolume>> CreateSparseVolumeAsync(VolumeId id, ByteSize disk, ByteSize cowStore, CancellationToken ct)
    {
        var created = await Inner.CreateSparseVolumeAsync(id, disk, cowStore, ct);
        return created.Error is VolumeGone ? await Inner.CreateSparseVolumeAsync(VolumeId.New(), disk, cowStore, ct) : created;
    }
}

/// <summary>As stock <c>lvcreate</c>: first a linear volume under the final name, then, in a second commit, what makes it sparse.</summary>
/// <remarks>A volume that a crash left between the two is what it looks like: its extents, with whatever lies there.</remarks>
internal sealed class TwoCommitHost(IStorageHost inner, VolatileDisk disk) : MutantHost(inner, disk)
{
    public override async Task<Result<SparseVolume>> CreateSparseVolumeAsync(VolumeId id, ByteSize disk, ByteSize cowStore, CancellationToken ct)
    {
        var created = await Inner.CreateSparseVolumeAsync(id, disk, cowStore, ct);
        await ((LinearFirstDisk)Disk).WriteStoresAsync();
        return created;
    }

    public override async Task<IBlockDevice> OpenAsync(VolumeId id, CancellationToken ct)
    {
        var extents = await ExtentOffsetsAsync(id);
        return extents.Count > 0 && !Writes.IsNewStore(Disk.Memory.View.Slice((int)extents[0], SnapshotHeaderBytes))
            ? new LinearDevice(Disk, extents[0], await LengthAsync(id))
            : await Inner.OpenAsync(id, ct);
    }

    private const int SnapshotHeaderBytes = 16;

    private async Task<long> LengthAsync(VolumeId id)
    {
        await foreach (var entry in Inner.ListVolumesAsync(default))
        {
            if (entry.Volume.Id == id)
            {
                return entry.Volume.Disk.Bytes;
            }
        }

        return 0;
    }

    private sealed class LinearDevice(VolatileDisk disk, long start, long length) : IBlockDevice
    {
        public long Length => length;

        public int ChunkBytes => (int)Birth.Chunk.Bytes;

        public long ChunksWritten => length / ChunkBytes;

        public ValueTask ReadAsync(long offset, Memory<byte> buffer, CancellationToken ct)
        {
            disk.Read(start + offset, buffer.Span);
            return ValueTask.CompletedTask;
        }

        public ValueTask WriteAsync(long offset, ReadOnlyMemory<byte> data, CancellationToken ct)
        {
            disk.Write(start + offset, data.Span);
            return ValueTask.CompletedTask;
        }

        public ValueTask FlushAsync(CancellationToken ct) => new(disk.FlushAsync());

        public IEnumerable<VolumeStretch> Map(long offset, long length) => [new VolumeStretch(offset, length, IsWritten: true)];

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
