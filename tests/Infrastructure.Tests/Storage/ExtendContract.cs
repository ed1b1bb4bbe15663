using CloudControl.Domain;
using CloudControl.Domain.Storage;
using CloudControl.Testing.Storage;

namespace CloudControl.Infrastructure.Tests.Storage;

/// <summary>What every implementation of the storage port promises about volumes that grow, in words.</summary>
public abstract class ExtendContract : StorageHostTests
{
    private static readonly ByteSize Larger = Disk * 2;

    /// <summary>A covering store on that host.</summary>
    protected abstract ByteSize StoreFor(ByteSize disk);

    [Fact]
    public async Task What_was_added_reads_zero_on_extents_a_former_tenant_filled_and_what_was_written_stays()
    {
        await using var host = await StartHostAsync();
        var id = await CreateWrittenAsync(host);
        string before;
        await using (var device = await host.Port.OpenAsync(id, default))
        {
            before = Convert.ToHexString(await device.ReadAllAsync());
            await host.FillFreeExtentsAsync();
            await ExtendAsync(host, id, Larger);
            Assert.Equal(Larger.Bytes, device.Length);
            await device.ShouldReadZeroAsync(Disk.Bytes, Larger.Bytes);
            await device.WriteAsync(Disk.Bytes + 777, new byte[] { 7 }, default);
            await device.FlushAsync(default);
        }

        await host.ReopenAsync();
        await using var again = await host.Port.OpenAsync(id, default);
        Assert.Equal(before, Convert.ToHexString(await again.ReadAllAsync(0, Disk.Bytes)));
        Assert.Equal([7], await again.ReadAllAsync(Disk.Bytes + 777, 1));
        await again.ShouldReadZeroAsync(Disk.Bytes, Disk.Bytes + 777);
        await again.ShouldReadZeroAsync(Disk.Bytes + 778, again.Length);
    }

    [Fact]
    public async Task An_extended_volume_takes_writes_everywhere()
    {
        await using var host = await StartHostAsync();
        var id = await CreateWrittenAsync(host);
        await ExtendAsync(host, id, Larger);
        var data = new byte[Larger.Bytes];
        new Random(3).NextBytes(data);
        await using (var device = await host.Port.OpenAsync(id, default))
        {
            await device.WriteAsync(0, data, default);
            await device.FlushAsync(default);
        }

        await host.ReopenAsync();
        await using var again = await host.Port.OpenAsync(id, default);
        Assert.Equal(data, await again.ReadAllAsync());
    }

    [Fact]
    public async Task Extending_twice_is_extending_once()
    {
        await using var host = await StartHostAsync();
        var id = await CreateAsync(host);
        var first = await ExtendAsync(host, id, Larger);
        var held = await host.Port.GetCapacityAsync(default);
        var second = await ExtendAsync(host, id, Larger);
        Assert.Equal(first, second);
        Assert.Equal((Larger, StoreFor(Larger)), (second.Disk, second.CowStore));
        Assert.Equal(held, await host.Port.GetCapacityAsync(default));
        Assert.Equal(second, Assert.Single(await ListAsync(host)).Volume);
    }

    [Fact]
    public async Task A_volume_never_shrinks_nor_outgrows_its_store_or_its_host()
    {
        await using var host = await StartHostAsync();
        var id = await CreateAsync(host);
        var before = Assert.Single(await ListAsync(host));
        Assert.IsType<VolumeCannotShrink>(await RefusalAsync(host, id, Disk - ByteSize.FromMiB(1), Store));
        Assert.IsType<VolumeCannotShrink>(await RefusalAsync(host, id, Larger, ByteSize.FromMiB(1)));
        Assert.IsType<StoreTooSmall>(await RefusalAsync(host, id, Larger, Store));
        var vast = ByteSize.FromGiB(1);
        Assert.IsType<NoFreeExtents>(await RefusalAsync(host, id, vast, StoreFor(vast)));
        await Assert.ThrowsAsync<ArgumentException>(
            () => host.Port.ExtendAsync(id, new ByteSize(Larger.Bytes + 512), StoreFor(vast), default));
        Assert.Equal(before, Assert.Single(await ListAsync(host)));
    }

    [Fact]
    public async Task Only_a_volume_with_an_owner_is_extended()
    {
        await using var host = await StartHostAsync();
        var id = await CreateWrittenAsync(host);
        Assert.IsType<VolumeNotOnHost>(await RefusalAsync(host, VolumeId.New(), Larger, StoreFor(Larger)));
        await host.Port.QuarantineAsync(id, default);
        Assert.IsType<VolumeGone>(await RefusalAsync(host, id, Larger, StoreFor(Larger)));
        await host.Port.DestroyAsync(id);
        Assert.IsType<VolumeGone>(await RefusalAsync(host, id, Larger, StoreFor(Larger)));
    }

    [Fact]
    public async Task An_extended_volume_is_destroyed_with_all_its_extents()
    {
        await using var host = await StartHostAsync();
        var id = await CreateWrittenAsync(host);
        await ExtendAsync(host, id, Larger);
        await using (var device = await host.Port.OpenAsync(id, default))
        {
            var data = new byte[device.Length];
            data.AsSpan().Fill(HostRig.Secret);
            await device.WriteAsync(0, data, default);
            await device.FlushAsync(default);
        }

        var receipt = await host.Port.DestroyAsync(id);
        var capacity = await host.Port.GetCapacityAsync(default);
        Assert.Equal(StoreFor(Larger).CountOf(capacity.ExtentBytes), receipt.ExtentCount);
        Assert.True(receipt.BytesOverwritten >= Larger.Bytes);
        Assert.Equal(capacity.TotalExtents, capacity.FreeExtents);
        await AllVolumesReadZeroAsync(host);
    }

    [Fact]
    public async Task Writers_go_on_while_their_volume_grows()
    {
        await using var host = await StartHostAsync();
        var id = await CreateAsync(host);
        await using var device = await host.Port.OpenAsync(id, default);
        var data = new byte[Disk.Bytes];
        new Random(4).NextBytes(data);
        var writers = Enumerable.Range(0, 4).Select(n => Task.Run(async () =>
        {
            for (var at = n * 1000; at + 1000 <= data.Length; at += 4000)
            {
                await device.WriteAsync(at, data.AsMemory(at, 1000), default);
            }
        })).ToList();
        await ExtendAsync(host, id, Disk + ByteSize.FromMiB(1));
        await ExtendAsync(host, id, Larger);
        await Task.WhenAll(writers);
        await device.FlushAsync(default);

        await host.ReopenAsync();
        await using var again = await host.Port.OpenAsync(id, default);
        var written = data.Length / 4000 * 4000;
        Assert.Equal(data[..written], await again.ReadAllAsync(0, written));
        await again.ShouldReadZeroAsync(Disk.Bytes, again.Length);
    }

    private async Task<SparseVolume> ExtendAsync(HostRig host, VolumeId id, ByteSize disk)
    {
        var extended = await host.Port.ExtendAsync(id, disk, StoreFor(disk), default);
        Assert.True(extended.IsOk, extended.Error?.Message);
        return extended.Value!;
    }

    private static async Task<Error?> RefusalAsync(HostRig host, VolumeId id, ByteSize disk, ByteSize cowStore) =>
        (await host.Port.ExtendAsync(id, disk, cowStore, default)).Error;
}
