using CloudControl.Domain.Storage;
using CloudControl.Infrastructure.Storage.Scrubbing;
using CloudControl.Testing.Storage;

namespace CloudControl.Infrastructure.Tests.Storage;

/// <summary>What a scrub of the simulated host leaves on the medium, read below every map.</summary>
public sealed class SimulatedHostScrubs
{
    private static readonly ByteSize Size = ByteSize.FromMiB(2);
    private static readonly ByteSize Store = CowStore.CoveringSize(Size, SimulatedRig.Chunk, SimulatedRig.Extent);

    [Fact]
    public async Task The_written_scope_zeroes_header_areas_and_data_on_a_clean_disk()
    {
        await using var rig = await SimulatedRig.StartAsync(pattern: null);
        var id = await CreateAsync(rig);
        await WriteAsync(rig, id, 0, 1_300_000);   // over the border of the first exception area
        var receipt = await rig.Port.DestroyAsync(id);
        Assert.Equal(ScrubScope.Written, receipt.Scope);
        Assert.InRange(receipt.BytesOverwritten, 1_300_000, Store.Bytes);
        Assert.True(ExtentsAreZero(rig));
    }

    [Fact]
    public async Task The_written_scope_costs_what_was_written_not_what_was_sold()
    {
        await using var rig = await SimulatedRig.StartAsync(pattern: null);
        var id = await CreateAsync(rig);
        await WriteAsync(rig, id, 0, 5000);
        var receipt = await rig.Port.DestroyAsync(id);
        Assert.True(receipt.BytesOverwritten <= SimulatedRig.Extent.Bytes + (8 * SimulatedRig.Chunk.Bytes), $"{receipt.BytesOverwritten} bytes");
    }

    [Fact]
    public async Task Data_that_a_crash_left_without_a_record_is_scrubbed_too()
    {
        await using var rig = await SimulatedRig.StartAsync(pattern: null);
        var id = await CreateAsync(rig);
        await WriteAsync(rig, id, 0, 5000);
        await using (var device = await rig.Port.OpenAsync(id, default))
        {
            await device.WriteAsync(1_000_000, Secret(200_000), default);   // never flushed, never recorded
        }

        await rig.CrashAsync();
        await using (var device = await rig.Port.OpenAsync(id, default))
        {
            Assert.Equal(2, device.ChunksWritten);
        }

        var receipt = await rig.Port.DestroyAsync(id);
        Assert.Equal(ScrubScope.Written, receipt.Scope);
        Assert.True(ExtentsAreZero(rig));
    }

    [Fact]
    public async Task Extents_that_were_dirty_at_birth_are_scrubbed_in_full_and_clean_afterwards()
    {
        await using var rig = await SimulatedRig.StartAsync();
        var total = (await rig.Port.GetCapacityAsync(default)).TotalExtents;
        Assert.Equal(total, (await rig.Port.GetCapacityAsync(default)).DirtyFreeExtents);

        var first = await CreateAsync(rig);
        await WriteAsync(rig, first, 0, 5000);
        await rig.ReopenAsync();
        var receipt = await rig.Port.DestroyAsync(first);
        Assert.Equal((ScrubScope.Full, Store.Bytes), (receipt.Scope, receipt.BytesOverwritten));

        await rig.ReopenAsync();
        var held = Store.CountOf(SimulatedRig.Extent);
        Assert.Equal(total - held, (await rig.Port.GetCapacityAsync(default)).DirtyFreeExtents);

        // The next volume gets the clean extents, so its scrub costs what it wrote.
        var second = await CreateAsync(rig);
        await WriteAsync(rig, second, 0, 5000);
        Assert.Equal(ScrubScope.Written, (await rig.Port.DestroyAsync(second)).Scope);
    }

    [Fact]
    public async Task A_byte_found_by_the_read_back_sends_the_scrub_back_to_overwriting()
    {
        await using var rig = await SimulatedRig.StartAsync();
        var id = await CreateAsync(rig);
        await rig.Port.QuarantineAsync(id, default);
        var overwritten = await rig.Port.ScrubAsync(id, ScrubCursor.Start, default);
        Assert.Equal(ScrubPhase.ReadBack, overwritten.Cursor.Phase);

        var where = SimulatedRig.OffsetOf((await rig.Port.MapExtentsAsync(default)).Single(r => r.Volume == id).First) + 12_345;
        rig.Disk.Raw[(int)where] = HostRig.Secret;
        var found = await Assert.ThrowsAsync<ForeignBytesException>(() => rig.Port.ScrubAsync(id, overwritten.Cursor, default));
        Assert.Contains(where.ToString(System.Globalization.CultureInfo.InvariantCulture), found.Message, StringComparison.Ordinal);
        Assert.Equal(Store.CountOf(SimulatedRig.Extent), (await rig.Port.GetCapacityAsync(default)).QuarantinedExtents);

        var receipt = await rig.Port.ScrubToReceiptAsync(id, overwritten.Cursor);
        Assert.Equal(0, rig.Disk.Raw[(int)where]);
        Assert.Equal(Store.Bytes, receipt.BytesVerified);
    }

    [Fact]
    public async Task A_volume_whose_map_is_broken_is_listed_refused_and_scrubbed_in_full()
    {
        await using var rig = await SimulatedRig.StartAsync(pattern: null);
        var (broken, whole) = (await CreateAsync(rig), await CreateAsync(rig));
        await WriteAsync(rig, broken, 0, 5000);
        await WriteAsync(rig, whole, 0, 5000);
        var store = SimulatedRig.OffsetOf((await rig.Port.MapExtentsAsync(default)).Single(r => r.Volume == broken).First);
        rig.Disk.Raw[(int)(store + SimulatedRig.Chunk.Bytes + 12)] = 0xFF;   // its first record points elsewhere
        await rig.CrashAsync();

        Assert.Null(rig.Host.Find(broken)!.ChunksWritten);
        Assert.Equal(2, rig.Host.Find(whole)!.ChunksWritten);
        await Assert.ThrowsAsync<VolumeUnavailableException>(() => rig.Port.OpenAsync(broken, default));
        await using (await rig.Port.OpenAsync(whole, default))
        {
            Assert.Equal(ScrubScope.Full, (await rig.Port.DestroyAsync(broken)).Scope);
        }
    }

    [Fact]
    public async Task A_scrub_is_carried_out_in_bounded_slices()
    {
        var size = new ByteSize(ScrubSession.SliceBytes + ByteSize.FromMiB(1).Bytes);
        var store = CowStore.CoveringSize(size, SimulatedRig.Chunk, SimulatedRig.Extent);
        await using var rig = await SimulatedRig.StartAsync(extents: (int)store.CountOf(SimulatedRig.Extent));
        var id = VolumeId.New();
        Assert.True((await rig.Port.CreateSparseVolumeAsync(id, size, store, default)).IsOk);
        await rig.Port.QuarantineAsync(id, default);
        var first = await rig.Port.ScrubAsync(id, ScrubCursor.Start, default);
        Assert.Equal((ScrubPhase.Overwrite, ScrubSession.SliceBytes), (first.Cursor.Phase, first.Cursor.BytesOverwritten));
        await rig.ReopenAsync();
        var receipt = await rig.Port.ScrubToReceiptAsync(id, first.Cursor);
        Assert.Equal((store.Bytes, store.Bytes), (receipt.BytesOverwritten, receipt.BytesVerified));
    }

    private static byte[] Secret(int count)
    {
        var data = new byte[count];
        data.AsSpan().Fill(HostRig.Secret);
        return data;
    }

    private static async Task<VolumeId> CreateAsync(SimulatedRig rig)
    {
        var created = await rig.Port.CreateSparseVolumeAsync(VolumeId.New(), Size, Store, default);
        Assert.True(created.IsOk, created.Error?.Message);
        return created.Value!.Id;
    }

    private static async Task WriteAsync(SimulatedRig rig, VolumeId id, long offset, int count)
    {
        await using var device = await rig.Port.OpenAsync(id, default);
        await device.WriteAsync(offset, Secret(count), default);
        await device.FlushAsync(default);
    }

    private static bool ExtentsAreZero(SimulatedRig rig) => !rig.Disk.Raw[(int)SimulatedRig.OffsetOf(0)..].ContainsAnyExcept((byte)0);
}
