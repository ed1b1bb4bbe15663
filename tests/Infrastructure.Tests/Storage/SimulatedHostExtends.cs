using System.Buffers.Binary;
using CloudControl.Domain.Storage;
using CloudControl.Infrastructure.Storage;
using CloudControl.Infrastructure.Storage.Disks;
using CloudControl.Infrastructure.Storage.Layout;
using CloudControl.Infrastructure.Storage.Lvm;
using CloudControl.Testing.Storage;

namespace CloudControl.Infrastructure.Tests.Storage;

/// <summary>What an extension does to extents and records: places, dirty bytes, failed commits.</summary>
public sealed class SimulatedHostExtends
{
    private static readonly ByteSize Disk = ByteSize.FromMiB(1);
    private static readonly ByteSize Larger = ByteSize.FromMiB(3);
    private static readonly ByteSize Store = StoreFor(Disk);

    [Fact]
    public async Task It_takes_the_next_extents_of_the_disk_when_they_are_free_and_fills_gaps_when_they_are_not()
    {
        await using var rig = await SimulatedRig.StartAsync(extents: 30, pattern: null);
        var (first, second) = (await CreateAsync(rig), await CreateAsync(rig));
        await ExtendAsync(rig, second, Larger);
        Assert.Single(await RunsOfAsync(rig, second));
        await ExtendAsync(rig, first, Larger);
        Assert.Equal([StoreFor(Disk).CountOf(SimulatedRig.Extent), (StoreFor(Larger) - StoreFor(Disk)).CountOf(SimulatedRig.Extent)],
            (await RunsOfAsync(rig, first)).Select(r => r.Count));
        await rig.ReopenAsync();
        Assert.Equal(2, (await RunsOfAsync(rig, first)).Count);
        Assert.Equal(Larger, rig.Host.Find(first)!.Volume.Disk);
    }

    [Fact]
    public async Task A_clean_volume_that_grew_onto_dirty_extents_is_scrubbed_to_the_last_byte()
    {
        await using var rig = await SimulatedRig.StartAsync(extents: 20, pattern: null);
        var (declined, grown) = (await CreateAsync(rig, Disk, SimulatedRig.Extent * 14), await CreateAsync(rig));
        await rig.Port.QuarantineAsync(declined, default);
        await rig.Port.ReleaseAsync(declined, ReleaseGrounds.Declined(new ScrubDeclined(declined, Guid.NewGuid(), DateTimeOffset.UnixEpoch)), default);
        await rig.FillFreeExtentsAsync();
        await ExtendAsync(rig, grown, Larger);
        await rig.ReopenAsync();

        var receipt = await rig.Port.DestroyAsync(grown);
        Assert.Equal((ScrubScope.Full, StoreFor(Larger).Bytes), (receipt.Scope, receipt.BytesVerified));
    }

    [Fact]
    public async Task A_volume_whose_map_cannot_be_trusted_is_not_extended()
    {
        await using var rig = await SimulatedRig.StartAsync(pattern: null);
        var id = await CreateAsync(rig);
        var store = (int)SimulatedRig.OffsetOf((await RunsOfAsync(rig, id))[0].First);
        WriteRecord(rig.Disk.Raw[(store + (int)SimulatedRig.Chunk.Bytes)..], 0, Store.Bytes / SimulatedRig.Chunk.Bytes);   // just behind the store
        await rig.ReopenAsync();
        await Assert.ThrowsAsync<VolumeUnavailableException>(() => rig.Port.ExtendAsync(id, Larger, StoreFor(Larger), default));
        await rig.ReopenAsync();
        Assert.Equal(Disk, rig.Host.Find(id)!.Volume.Disk);
    }

    [Theory]
    [InlineData(1)]   // the text
    [InlineData(2)]   // the precommit slot
    [InlineData(3)]   // the commit slot, which reached the disk before the error did
    public async Task An_extension_whose_commit_failed_is_looked_up_and_asked_again(int failingWrite)
    {
        await using var rig = await SimulatedRig.StartAsync(pattern: null);
        var id = await CreateAsync(rig);
        await using var device = await rig.Port.OpenAsync(id, default);
        var writes = 0;
        rig.Disk.FailWrite = (offset, _) => offset < SimulatedRig.ExtentsFrom.Bytes && ++writes == failingWrite;
        await Assert.ThrowsAnyAsync<IOException>(() => rig.Port.ExtendAsync(id, Larger, StoreFor(Larger), default));
        rig.Disk.Heal();

        await using (var opened = await rig.Port.OpenAsync(id, default))
        {
            Assert.Equal((failingWrite == 3 ? Larger : Disk).Bytes, opened.Length);
        }

        await ExtendAsync(rig, id, Larger);
        Assert.Equal(Larger.Bytes, device.Length);
        await device.WriteAsync(Larger.Bytes - 1, new byte[] { 1 }, default);
        await device.FlushAsync(default);
        var capacity = await rig.Port.GetCapacityAsync(default);
        Assert.Equal(StoreFor(Larger).CountOf(SimulatedRig.Extent), capacity.AllocatedExtents);
    }

    /// <summary>
    /// A store that was made one chunk too small for the area behind its last full one, as a careless lvcreate would; the extents
    /// behind it carry a former owner's records. Without the zeroing the first record read there shows a former owner's chunk.
    /// </summary>
    [Fact]
    public async Task The_first_area_in_what_was_added_shows_no_former_owners_records()
    {
        const int Areas = 15;   // the fewest that end with an extent of 64 KiB: 1 + 15 * 257 chunks
        var (chunk, extent) = (SimulatedRig.Chunk, ByteSize.FromKiB(64));
        var (size, store) = (chunk * (Areas * 256), chunk * (1 + (Areas * 257)));
        var disk = await ForgeAsync(size, store, extent, spareExtents: 40);
        var id = ForgedId;
        await using (var host = await OpenAsync(disk))
        {
            await using var device = await host.OpenAsync(id, default);
            await device.WriteAsync(0, new byte[size.Bytes], default);
            await device.FlushAsync(default);
            var record = disk.Raw[(int)(SimulatedRig.ExtentsFrom + store).Bytes..];
            for (var i = 0; i < 200; i++)
            {
                WriteRecord(record[(16 * i)..], size.CountOf(chunk) + i, store.CountOf(chunk) + 1 + i);
            }

            record.Slice(16 * 200, 16).Clear();

            var larger = size + ByteSize.FromMiB(1);
            var extended = await host.ExtendAsync(id, larger, CowStore.CoveringSize(larger, chunk, extent), default);
            Assert.True(extended.IsOk, extended.Error?.Message);
        }

        await using var again = await OpenAsync(disk);
        await using var grown = await again.OpenAsync(id, default);
        Assert.Equal(size.CountOf(chunk), grown.ChunksWritten);
        await grown.ShouldReadZeroAsync(size.Bytes, grown.Length);
        await grown.WriteAsync(size.Bytes, new byte[] { 1 }, default);
        await grown.FlushAsync(default);
    }

    private static readonly VolumeId ForgedId = VolumeId.New();

    private static ByteSize StoreFor(ByteSize disk) => CowStore.CoveringSize(disk, SimulatedRig.Chunk, SimulatedRig.Extent);

    /// <summary>A disk with one volume, of a store no host of ours would lay, at its first extents; every other byte is a secret.</summary>
    private static async Task<FaultyDisk> ForgeAsync(ByteSize size, ByteSize store, ByteSize extent, int spareExtents)
    {
        var start = SimulatedRig.ExtentsFrom;
        var disk = new FaultyDisk((start + store + (extent * spareExtents)).Bytes);
        disk.Raw.Fill(HostRig.Secret);
        var extents = store.CountOf(extent) + spareExtents;
        var label = new PvLabel(
            LvmUuid.New(), disk.Length, new DiskArea(start.Bytes, 0), new DiskArea(LvmDisk.AreaStart, start.Bytes - LvmDisk.AreaStart));
        var physical = new PhysicalVolume("pv0", label.Id, "/dev/forged", disk.Length / 512, start.Bytes / 512, extents);
        var group = new VolumeGroup("cc-forged", LvmUuid.New(), 0, extent.Bytes / 512, [], physical, []);
        var laid = LaidVolumeText.Lay(
            new SparseVolume(ForgedId, ForgedId.LogicalVolume, size, store, SimulatedRig.Chunk), [new ExtentRange(0, store.CountOf(extent))],
            dirty: true, 0, group, DateTimeOffset.UnixEpoch);
        var (_, text) = HostLayout.Empty(group, ExtentSet.Of([new ExtentRange(0, extents)])).Add(laid).NextText("forged", DateTimeOffset.UnixEpoch);
        var empty = new byte[3 * SimulatedRig.Chunk.Bytes];
        new Infrastructure.Storage.DeviceMapper.StoreHeader((int)SimulatedRig.Chunk.Bytes).EncodeChunk().CopyTo(empty, 0);
        disk.Write(start.Bytes, empty);
        await LvmDisk.FormatAsync(disk, label, text, new SharedFlush(disk));
        return disk;
    }

    private static Task<SimulatedHost> OpenAsync(FaultyDisk disk) =>
        SimulatedHost.OpenOrCreateAsync(new SimulatedHostOptions { Name = "forged", Disk = disk });

    private static async Task<VolumeId> CreateAsync(SimulatedRig rig, ByteSize? disk = null, ByteSize? store = null)
    {
        var created = await rig.Port.CreateSparseVolumeAsync(VolumeId.New(), disk ?? Disk, store ?? Store, default);
        Assert.True(created.IsOk, created.Error?.Message);
        return created.Value!.Id;
    }

    private static async Task ExtendAsync(SimulatedRig rig, VolumeId id, ByteSize disk)
    {
        var extended = await rig.Port.ExtendAsync(id, disk, StoreFor(disk), default);
        Assert.True(extended.IsOk, extended.Error?.Message);
    }

    private static async Task<List<ExtentRun>> RunsOfAsync(SimulatedRig rig, VolumeId id) =>
        [.. (await rig.Port.MapExtentsAsync(default)).Where(r => r.Volume == id)];

    private static void WriteRecord(Span<byte> at, long old, long @new)
    {
        BinaryPrimitives.WriteInt64LittleEndian(at, old);
        BinaryPrimitives.WriteInt64LittleEndian(at[8..], @new);
    }
}
