using CloudControl.Domain.Storage;
using CloudControl.Testing.Storage;

namespace CloudControl.Infrastructure.Tests.Storage;

/// <summary>What the tests of every implementation of the storage port share.</summary>
public abstract class StorageHostTests
{
    protected static ByteSize Disk { get; } = ByteSize.FromMiB(2);

    /// <summary>A running host of small extents, its disk full of <see cref="HostRig.Secret"/>.</summary>
    protected abstract Task<HostRig> StartHostAsync();

    /// <summary>A covering store for <see cref="Disk"/> on that host.</summary>
    protected abstract ByteSize Store { get; }

    protected async Task<VolumeId> CreateAsync(HostRig host)
    {
        var id = VolumeId.New();
        var created = await host.Port.CreateSparseVolumeAsync(id, Disk, Store, default);
        Assert.True(created.IsOk, created.Error?.Message);
        return id;
    }

    protected async Task<VolumeId> CreateWrittenAsync(HostRig host)
    {
        var id = await CreateAsync(host);
        await using var device = await host.Port.OpenAsync(id, default);
        var data = new byte[100_000];
        data.AsSpan().Fill(HostRig.Secret);
        await device.WriteAsync(4096, data, default);
        await device.FlushAsync(default);
        return id;
    }

    protected static async Task<List<VolumeOnHost>> ListAsync(HostRig host)
    {
        var list = new List<VolumeOnHost>();
        await foreach (var volume in host.Port.ListVolumesAsync(default))
        {
            list.Add(volume);
        }

        return list;
    }

    /// <summary>Volumes until no more fit, each with something written; the last one takes what is left.</summary>
    protected async Task<List<VolumeId>> FillHostAsync(HostRig host)
    {
        var tenants = new List<VolumeId>();
        var capacity = await host.Port.GetCapacityAsync(default);
        var each = Store.CountOf(capacity.ExtentBytes);
        for (var left = capacity.FreeExtents; left >= each;)
        {
            var take = left >= 2 * each ? each : left;
            var id = VolumeId.New();
            var created = await host.Port.CreateSparseVolumeAsync(id, Disk, capacity.ExtentBytes * take, default);
            Assert.True(created.IsOk, created.Error?.Message);
            tenants.Add(id);
            left -= take;
        }

        foreach (var tenant in tenants)
        {
            await using var device = await host.Port.OpenAsync(tenant, default);
            var data = new byte[device.Length];
            data.AsSpan().Fill(HostRig.Secret);
            await device.WriteAsync(0, data, default);
            await device.FlushAsync(default);
        }

        return tenants;
    }

    protected async Task AllVolumesReadZeroAsync(HostRig host)
    {
        await host.FillFreeExtentsAsync();
        while ((await host.Port.GetCapacityAsync(default)).FreeExtents >= Store.CountOf((await host.Port.GetCapacityAsync(default)).ExtentBytes))
        {
            await using var device = await host.Port.OpenAsync(await CreateAsync(host), default);
            await device.ShouldReadZeroAsync(0, device.Length);
            await device.WriteAsync(777, new byte[] { 7 }, default);
            await device.FlushAsync(default);
            await device.ShouldReadZeroAsync(0, 777);
            await device.ShouldReadZeroAsync(778, device.Length);
        }
    }
}
