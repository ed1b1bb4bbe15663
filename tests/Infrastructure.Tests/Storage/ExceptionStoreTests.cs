using System.Buffers.Binary;
using CloudControl.Domain.Storage;
using CloudControl.Infrastructure.Storage.DeviceMapper;
using CloudControl.Infrastructure.Storage.Lvm;
using CloudControl.Testing.Storage;

namespace CloudControl.Infrastructure.Tests.Storage;

/// <summary>Where chunks and records go, and what becomes of records that a torn write left behind.</summary>
public sealed class ExceptionStoreTests
{
    private const int Chunk = 4096;

    private static readonly ByteSize Size = ByteSize.FromMiB(2);
    private static readonly ByteSize Store = CowStore.CoveringSize(Size, SimulatedRig.Chunk, SimulatedRig.Extent);

    [Fact]
    public async Task The_jth_chunk_written_goes_where_the_kernel_would_put_it()
    {
        await using var rig = await SimulatedRig.StartAsync();
        var (id, store) = await CreateAsync(rig);
        await using var device = await rig.Port.OpenAsync(id, default);
        var order = Enumerable.Range(0, (int)(Size.Bytes / Chunk)).ToArray();
        new Random(5).Shuffle(order);
        foreach (var chunk in order)
        {
            await device.WriteAsync((long)chunk * Chunk, new byte[] { 1 }, default);
        }

        await device.FlushAsync(default);
        const int RecordsPerArea = Chunk / 16;
        for (var j = 0; j < order.Length; j++)
        {
            var record = rig.Disk.Raw.Slice(store + ((1 + (j / RecordsPerArea * (RecordsPerArea + 1))) * Chunk) + (j % RecordsPerArea * 16), 16);
            Assert.Equal(order[j], BinaryPrimitives.ReadInt64LittleEndian(record));
            Assert.Equal(2 + j + (j / RecordsPerArea), BinaryPrimitives.ReadInt64LittleEndian(record[8..]));
        }
    }

    [Fact]
    public async Task A_record_a_torn_write_left_behind_an_empty_one_never_comes_alive()
    {
        await using var rig = await SimulatedRig.StartAsync();
        var (id, store) = await CreateAsync(rig);
        await WriteOneChunkAsync(rig, id, 0);
        BinaryPrimitives.WriteInt64LittleEndian(rig.Disk.Raw[(store + Chunk + 32)..], 50);   // record 2; record 1 stays empty
        BinaryPrimitives.WriteInt64LittleEndian(rig.Disk.Raw[(store + Chunk + 40)..], 4);
        await rig.CrashAsync();
        await WriteOneChunkAsync(rig, id, 1);                                                // record 1: the gap is closed
        await rig.CrashAsync();

        await using var device = await rig.Port.OpenAsync(id, default);
        Assert.Equal(2, device.ChunksWritten);
        await device.ShouldReadZeroAsync(2 * Chunk, device.Length);
    }

    [Theory]
    [InlineData(3, 257 + 1)]      // an exception area is not data
    [InlineData(3, 1)]            // nor is the first one
    [InlineData(600, 2)]          // outside the volume
    [InlineData(3, 1_000_000)]    // outside the store
    [InlineData(3, -1)]
    [InlineData(3, 0)]            // half a record
    [InlineData(7, 2)]            // the volume's chunk has a record
    [InlineData(3, 5)]            // the store's chunk is taken
    public void A_record_no_kernel_would_write_makes_the_map_untrusted(long old, long @new)
    {
        var disk = new FaultyDisk(Store.Bytes);
        new StoreHeader(Chunk).EncodeChunk().CopyTo(disk.Raw);
        WriteRecord(disk, 0, 7, 5);
        var store = new LinearTarget(disk, [new PhysicalRun(0, disk.Length)]);
        Assert.Equal(1, StoredExceptions.Load(store, Size.Bytes).Table.Count);
        WriteRecord(disk, 1, old, @new);
        Assert.Throws<LvmFormatException>(() => StoredExceptions.Load(store, Size.Bytes));
    }

    [Theory]
    [InlineData(9)]    // a gap: the record rotted into a chunk nobody gave out
    [InlineData(18)]
    public async Task A_map_with_a_gap_this_host_never_leaves_makes_its_volume_unavailable(long @new)
    {
        await using var rig = await SimulatedRig.StartAsync();
        var (id, store) = await CreateAsync(rig);
        await WriteOneChunkAsync(rig, id, 0);
        await WriteOneChunkAsync(rig, id, 1);
        BinaryPrimitives.WriteInt64LittleEndian(rig.Disk.Raw[(store + Chunk + 24)..], @new);
        await rig.CrashAsync();

        await Assert.ThrowsAsync<VolumeUnavailableException>(() => rig.Port.OpenAsync(id, default));
    }

    [Fact]
    public async Task A_header_with_another_chunk_size_than_the_volume_was_laid_with_makes_it_unavailable()
    {
        await using var rig = await SimulatedRig.StartAsync();
        var (id, store) = await CreateAsync(rig);
        rig.Disk.Raw[store + 12] <<= 1;
        await rig.CrashAsync();

        await Assert.ThrowsAsync<VolumeUnavailableException>(() => rig.Port.OpenAsync(id, default));
    }

    [Theory]
    [InlineData(0)]    // magic
    [InlineData(4)]    // valid
    [InlineData(8)]    // version
    [InlineData(12)]   // chunk size
    public void A_store_whose_header_is_zero_anywhere_is_untrusted(int field)
    {
        var header = new StoreHeader(Chunk).EncodeChunk();
        Assert.Equal(Chunk, StoreHeader.Decode(header).ChunkBytes);
        header.AsSpan(field, 4).Clear();
        Assert.Throws<LvmFormatException>(() => StoreHeader.Decode(header));
    }

    private static void WriteRecord(FaultyDisk disk, int index, long old, long @new)
    {
        BinaryPrimitives.WriteInt64LittleEndian(disk.Raw[(Chunk + (16 * index))..], old);
        BinaryPrimitives.WriteInt64LittleEndian(disk.Raw[(Chunk + (16 * index) + 8)..], @new);
    }

    private static async Task<(VolumeId Id, int Store)> CreateAsync(SimulatedRig rig)
    {
        var created = await rig.Port.CreateSparseVolumeAsync(VolumeId.New(), Size, Store, default);
        var first = (await rig.Port.MapExtentsAsync(default)).First(r => r.Volume == created.Value!.Id).First;
        return (created.Value!.Id, (int)SimulatedRig.OffsetOf(first));
    }

    private static async Task WriteOneChunkAsync(SimulatedRig rig, VolumeId id, long chunk)
    {
        await using var device = await rig.Port.OpenAsync(id, default);
        await device.WriteAsync(chunk * Chunk, new byte[] { 9 }, default);
        await device.FlushAsync(default);
    }
}
