using CloudControl.Domain.Storage;
using CloudControl.Testing.Storage;

namespace CloudControl.Infrastructure.Tests.Storage;

/// <summary>A host under test, with a hand on the disk beneath it.</summary>
public abstract class HostRig : IAsyncDisposable
{
    /// <summary>The byte a former tenant filled everything with.</summary>
    public const byte Secret = 0xA5;

    public abstract IStorageHost Port { get; }

    /// <summary>Fills every free extent with <see cref="Secret"/>, beneath the port.</summary>
    public abstract Task FillFreeExtentsAsync();

    /// <summary>Makes every write to, or read from, the extents fail until <see cref="Heal"/>.</summary>
    public abstract void BreakExtents(bool writes, bool reads);

    public abstract void Heal();

    /// <summary>Stops the host and starts it again on the same disk.</summary>
    public abstract Task ReopenAsync();

    public abstract ValueTask DisposeAsync();
}

/// <summary>What every implementation of the storage port promises, in words. Derived once per implementation.</summary>
public abstract class StorageHostContract
{
    protected static ByteSize Disk { get; } = ByteSize.FromMiB(2);

    /// <summary>A running host of small extents, its disk full of <see cref="HostRig.Secret"/>.</summary>
    protected abstract Task<HostRig> StartHostAsync();

    /// <summary>A covering store for <see cref="Disk"/> on that host.</summary>
    protected abstract ByteSize Store { get; }

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
    public async Task A_fresh_volume_reads_zero_where_the_last_destroys_scrub_was_declined()
    {
        await using var host = await StartHostAsync();
        var tenants = await FillHostAsync(host);
        foreach (var tenant in tenants)
        {
            await host.Port.QuarantineAsync(tenant, default);
            var declined = new ScrubDeclined(tenant, Guid.NewGuid(), DateTimeOffset.UnixEpoch);
            await host.Port.ReleaseAsync(tenant, ReleaseGrounds.Declined(declined), default);
        }

        var capacity = await host.Port.GetCapacityAsync(default);
        Assert.Equal(capacity.TotalExtents, capacity.FreeExtents);
        Assert.Equal(capacity.FreeExtents, capacity.DirtyFreeExtents);
        await AllVolumesReadZeroAsync(host);
    }

    [Fact]
    public async Task A_scrub_that_failed_keeps_the_extents_and_the_next_volume_reads_zero()
    {
        await using var host = await StartHostAsync();
        var id = await CreateWrittenAsync(host);
        await host.Port.QuarantineAsync(id, default);
        host.BreakExtents(writes: true, reads: false);
        await Assert.ThrowsAsync<IOException>(() => host.Port.ScrubToReceiptAsync(id));
        host.BreakExtents(writes: false, reads: true);
        await Assert.ThrowsAsync<IOException>(() => host.Port.ScrubToReceiptAsync(id));
        host.Heal();

        var capacity = await host.Port.GetCapacityAsync(default);
        Assert.Equal(Store.CountOf(capacity.ExtentBytes), capacity.QuarantinedExtents);
        await AllVolumesReadZeroAsync(host);
        await host.Port.DestroyAsync(id);
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
    public async Task A_quarantined_volume_cannot_be_read_written_or_opened()
    {
        await using var host = await StartHostAsync();
        var id = await CreateWrittenAsync(host);
        await using var device = await host.Port.OpenAsync(id, default);
        await host.Port.QuarantineAsync(id, default);
        await Assert.ThrowsAsync<VolumeUnavailableException>(async () => await device.ReadAsync(0, new byte[1], default));
        await Assert.ThrowsAsync<VolumeUnavailableException>(async () => await device.WriteAsync(0, new byte[1], default));
        await Assert.ThrowsAsync<VolumeUnavailableException>(async () => await device.FlushAsync(default));
        await Assert.ThrowsAsync<VolumeUnavailableException>(() => host.Port.OpenAsync(id, default));
    }

    [Fact]
    public async Task An_id_once_quarantined_is_never_created_again()
    {
        await using var host = await StartHostAsync();
        var (known, unknown) = (await CreateAsync(host), VolumeId.New());
        await host.Port.QuarantineAsync(known, default);
        await host.Port.QuarantineAsync(unknown, default);
        await host.Port.QuarantineAsync(unknown, default);
        foreach (var id in new[] { known, unknown })
        {
            Assert.IsType<VolumeGone>((await host.Port.CreateSparseVolumeAsync(id, Disk, Store, default)).Error);
        }

        await host.Port.DestroyAsync(known);
        await host.ReopenAsync();
        foreach (var id in new[] { known, unknown })
        {
            Assert.IsType<VolumeGone>((await host.Port.CreateSparseVolumeAsync(id, Disk, Store, default)).Error);
        }
    }

    [Fact]
    public async Task An_id_the_host_never_met_has_nothing_to_clean()
    {
        await using var host = await StartHostAsync();
        var receipt = await host.Port.DestroyAsync(VolumeId.New());
        Assert.Equal((0, 0), (receipt.ExtentCount, receipt.BytesVerified));
    }

    [Fact]
    public async Task Every_step_of_a_destroy_may_run_twice()
    {
        await using var host = await StartHostAsync();
        var id = await CreateWrittenAsync(host);
        await host.Port.QuarantineAsync(id, default);
        await host.Port.QuarantineAsync(id, default);
        var receipt = await host.Port.ScrubToReceiptAsync(id);
        Assert.Equal(receipt, await host.Port.ScrubToReceiptAsync(id));
        await host.Port.ReleaseAsync(id, ReleaseGrounds.Scrubbed(receipt), default);
        await host.Port.ReleaseAsync(id, ReleaseGrounds.Scrubbed(receipt), default);
        Assert.Equal(receipt, await host.Port.ScrubToReceiptAsync(id));
        await host.Port.QuarantineAsync(id, default);
        Assert.Empty(await ListAsync(host));
    }

    [Fact]
    public async Task Extents_are_not_released_on_a_receipt_that_was_not_earned_here()
    {
        await using var host = await StartHostAsync();
        var (id, other) = (await CreateWrittenAsync(host), await CreateWrittenAsync(host));
        var early = ReleaseGrounds.Scrubbed(await host.Port.ScrubToReceiptAsync(VolumeId.New()));
        await Assert.ThrowsAsync<ReleaseRefusedException>(() => host.Port.ReleaseAsync(id, early, default));

        await host.Port.QuarantineAsync(id, default);
        await host.Port.QuarantineAsync(other, default);
        var receipt = ReleaseGrounds.Scrubbed(await host.Port.ScrubToReceiptAsync(id));
        await Assert.ThrowsAsync<ReleaseRefusedException>(() => host.Port.ReleaseAsync(other, receipt, default));

        await host.ReopenAsync();
        await Assert.ThrowsAsync<ReleaseRefusedException>(() => host.Port.ReleaseAsync(id, receipt, default));
        await host.Port.DestroyAsync(id);
    }

    [Fact]
    public async Task A_volume_with_an_owner_is_neither_scrubbed_nor_released()
    {
        await using var host = await StartHostAsync();
        var id = await CreateWrittenAsync(host);
        await Assert.ThrowsAsync<VolumeUnavailableException>(() => host.Port.ScrubAsync(id, ScrubCursor.Start, default));
        var declined = ReleaseGrounds.Declined(new ScrubDeclined(id, Guid.NewGuid(), DateTimeOffset.UnixEpoch));
        await Assert.ThrowsAsync<ReleaseRefusedException>(() => host.Port.ReleaseAsync(id, declined, default));
    }

    [Fact]
    public async Task A_scrub_goes_on_from_its_cursor_after_a_reopen()
    {
        await using var host = await StartHostAsync();
        var id = await CreateWrittenAsync(host);
        await host.Port.QuarantineAsync(id, default);
        var first = await host.Port.ScrubAsync(id, ScrubCursor.Start, default);
        Assert.Equal(ScrubPhase.ReadBack, first.Cursor.Phase);
        await host.ReopenAsync();
        var receipt = await host.Port.ScrubToReceiptAsync(id, first.Cursor);
        Assert.Equal(first.Cursor.BytesOverwritten, receipt.BytesOverwritten);
        Assert.True(receipt.BytesVerified >= receipt.BytesOverwritten);
        await host.Port.ReleaseAsync(id, ReleaseGrounds.Scrubbed(receipt), default);
    }

    [Fact]
    public async Task A_cursor_that_claims_too_much_earns_no_receipt()
    {
        await using var host = await StartHostAsync();
        var id = await CreateWrittenAsync(host);
        await host.Port.QuarantineAsync(id, default);
        var claimed = new ScrubCursor(ScrubPhase.ReadBack, Store.Bytes, Store.Bytes, Store.Bytes, DateTimeOffset.UnixEpoch);
        await Assert.ThrowsAnyAsync<IOException>(() => host.Port.ScrubAsync(id, claimed, default));
        Assert.Null((await host.Port.ScrubAsync(id, claimed, default)).Receipt);
    }

    [Fact]
    public async Task Every_extent_is_exactly_one_of_free_allocated_and_quarantined()
    {
        await using var host = await StartHostAsync();
        var tenants = await FillHostAsync(host);
        await host.Port.QuarantineAsync(tenants[0], default);
        await host.Port.DestroyAsync(tenants[1]);

        var capacity = await host.Port.GetCapacityAsync(default);
        Assert.Equal(capacity.TotalExtents, capacity.FreeExtents + capacity.AllocatedExtents + capacity.QuarantinedExtents);
        var map = await host.Port.MapExtentsAsync(default);
        Assert.Equal(Enumerable.Range(0, map.Count).Select(i => map.Take(i).Sum(r => r.Count)), map.Select(r => r.First));
        Assert.Equal(capacity.TotalExtents, map.Sum(r => r.Count));
        Assert.Equal(capacity.FreeExtents, map.Where(r => r.State == ExtentState.Free).Sum(r => r.Count));
        Assert.Equal(capacity.QuarantinedExtents, map.Where(r => r.Volume == tenants[0]).Sum(r => r.Count));
        Assert.DoesNotContain(map, r => r.Volume == tenants[1]);
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
    private async Task<List<VolumeId>> FillHostAsync(HostRig host)
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

    private async Task AllVolumesReadZeroAsync(HostRig host)
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
