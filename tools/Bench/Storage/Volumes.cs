using CloudControl.Domain.Storage;

namespace CloudControl.Bench.Storage;

/// <summary>Volumes to measure on.</summary>
internal static class Volumes
{
    public static async Task<VolumeId> CreateAsync(IStorageHost host, ByteSize size)
    {
        var store = CowStore.CoveringSize(size, ByteSize.FromKiB(64), (await host.GetCapacityAsync(default)).ExtentBytes);
        var created = await host.CreateSparseVolumeAsync(VolumeId.New(), size, store, default);
        return created.Value?.Id ?? throw new InvalidOperationException(created.Error?.Message);
    }
}
