using CloudControl.Domain.Storage;
using CloudControl.Testing.Storage;

namespace CloudControl.Infrastructure.Tests.Storage;

/// <summary>What every implementation of the storage port promises about the way from allocated to free, in words.</summary>
public abstract class DestroyContract : StorageHostTests
{
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
    public async Task A_scrub_or_release_replayed_when_the_extents_have_a_new_owner_does_nothing()
    {
        await using var host = await StartHostAsync();
        var tenants = await FillHostAsync(host);
        var receipts = new List<ScrubReceipt>();
        foreach (var tenant in tenants)
        {
            receipts.Add(await host.Port.DestroyAsync(tenant));
        }

        await FillHostAsync(host);   // every extent has a new owner
        var before = await host.Port.MapExtentsAsync(default);
        var owners = before.Select(run => run.Volume).OfType<VolumeId>().Distinct().ToList();
        var contents = new List<string>();
        foreach (var owner in owners)
        {
            await using var device = await host.Port.OpenAsync(owner, default);
            contents.Add(await device.Sha256Async());
        }

        foreach (var receipt in receipts)
        {
            await host.Port.QuarantineAsync(receipt.VolumeId, default);
            await host.Port.ScrubToReceiptAsync(receipt.VolumeId);
            await host.Port.ReleaseAsync(receipt.VolumeId, ReleaseGrounds.Scrubbed(receipt), default);
        }

        Assert.Equal(before, await host.Port.MapExtentsAsync(default));
        for (var i = 0; i < owners.Count; i++)
        {
            await using var device = await host.Port.OpenAsync(owners[i], default);
            Assert.Equal(contents[i], await device.Sha256Async());
        }
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
}
