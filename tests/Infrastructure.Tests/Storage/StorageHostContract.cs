using CloudControl.Domain.Storage;
using CloudControl.Testing.Storage;

namespace CloudControl.Infrastructure.Tests.Storage;

/// <summary>What every implementation of the storage port promises about volumes, in words. Derived once per implementation.</summary>
public abstract class StorageHostContract : StorageHostTests
{
    [Fact]
    public async Task A_fresh_volume_reads_zero_on_extents_a_former_tenant_filled()
    {
        await using var host = await StartHostAsync();
        var id = await CreateAsync(host);
        await using var device = await host.Port.OpenAsync(id, default);
        await device.ShouldReadZeroAsync(0, device.Length);
        Assert.Equal(Disk.Bytes, device.Length);
        Assert.Equal(0, device.ChunksWritten);
    }

    [Fact]
    public async Task A_write_smaller_than_a_chunk_brings_no_old_neighbours_along()
    {
        await using var host = await StartHostAsync();
        var id = await CreateAsync(host);
        await using var device = await host.Port.OpenAsync(id, default);
        await device.WriteAsync(512, new byte[] { 1 }, default);
        await device.WriteAsync((7 * device.ChunkBytes) - 1, new byte[] { 2, 3 }, default);
        await device.FlushAsync(default);
        await device.ShouldReadZeroAsync(0, 512);
        await device.ShouldReadZeroAsync(513, (7 * device.ChunkBytes) - 1);
        await device.ShouldReadZeroAsync((7 * device.ChunkBytes) + 1, device.Length);
        Assert.Equal([1], await device.ReadAllAsync(512, 1));
        Assert.Equal([2, 3], await device.ReadAllAsync((7 * device.ChunkBytes) - 1, 2));
        Assert.Equal(3, device.ChunksWritten);
    }

    [Fact]
    public async Task What_was_written_is_read_back_and_survives_a_reopen()
    {
        await using var host = await StartHostAsync();
        var id = await CreateAsync(host);
        var data = new byte[300_000];
        new Random(1).NextBytes(data);
        await using (var device = await host.Port.OpenAsync(id, default))
        {
            await device.WriteAsync(12_345, data, default);
            Assert.Equal(data, await device.ReadAllAsync(12_345, data.Length));
            await device.FlushAsync(default);
        }

        await host.ReopenAsync();
        await using var again = await host.Port.OpenAsync(id, default);
        Assert.Equal(data, await again.ReadAllAsync(12_345, data.Length));
        await again.ShouldReadZeroAsync(0, 12_345);
        await again.ShouldReadZeroAsync(12_345 + data.Length, again.Length);
        var listed = Assert.Single(await ListAsync(host));
        Assert.Equal((id, ExtentState.Allocated, (long?)again.ChunksWritten), (listed.Volume.Id, listed.State, listed.ChunksWritten));
    }

    [Fact]
    public async Task Creating_twice_is_creating_once_and_another_size_is_refused()
    {
        await using var host = await StartHostAsync();
        var id = await CreateAsync(host);
        var again = await host.Port.CreateSparseVolumeAsync(id, Disk, Store, default);
        Assert.Equal(id, again.Value!.Id);
        Assert.Single(await ListAsync(host));
        var other = await host.Port.CreateSparseVolumeAsync(id, ByteSize.FromMiB(1), Store, default);
        Assert.IsType<VolumeDiffers>(other.Error);
    }

    [Fact]
    public async Task A_store_that_could_fill_and_a_host_without_room_are_refused()
    {
        await using var host = await StartHostAsync();
        var small = await host.Port.CreateSparseVolumeAsync(VolumeId.New(), Disk, Disk, default);
        Assert.IsType<StoreTooSmall>(small.Error);
        await FillHostAsync(host);
        var full = await host.Port.CreateSparseVolumeAsync(VolumeId.New(), Disk, Store, default);
        Assert.IsType<NoFreeExtents>(full.Error);
    }

    [Fact]
    public async Task A_range_outside_the_volume_is_refused()
    {
        await using var host = await StartHostAsync();
        await using var device = await host.Port.OpenAsync(await CreateAsync(host), default);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await device.ReadAsync(-1, new byte[1], default));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await device.WriteAsync(device.Length - 1, new byte[2], default));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await device.ReadAsync(long.MaxValue, new byte[2], default));
    }

    [Fact]
    public async Task The_map_tells_written_stretches_from_holes()
    {
        await using var host = await StartHostAsync();
        await using var device = await host.Port.OpenAsync(await CreateAsync(host), default);
        long chunk = device.ChunkBytes;
        await device.WriteAsync(2 * chunk, new byte[3 * chunk], default);
        Assert.Equal(
            [new VolumeStretch(0, 2 * chunk, false), new VolumeStretch(2 * chunk, 3 * chunk, true), new VolumeStretch(5 * chunk, device.Length - (5 * chunk), false)],
            device.Map(0, device.Length));
        Assert.Equal([new VolumeStretch((2 * chunk) + 7, 9, true)], device.Map((2 * chunk) + 7, 9));
        Assert.Empty(device.Map(5, 0));
    }
}
