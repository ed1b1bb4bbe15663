using System.Buffers.Binary;
using CloudControl.Domain.Storage;
using CloudControl.Infrastructure.Storage.Lvm;
using CloudControl.Testing.Storage;

namespace CloudControl.Infrastructure.Tests.Storage;

/// <summary>What cannot be repaired is refused, with the reason; everything else on the host goes on.</summary>
public sealed class ABrokenVolumeLeavesItsHostServing
{
    private const int Chunk = 4096;

    private static readonly ByteSize Disk = ByteSize.FromKiB(512);
    private static readonly ByteSize Store = CowStore.CoveringSize(Disk, SimulatedRig.Chunk, SimulatedRig.Extent);

    public static TheoryData<string, string> Damages => new()
    {
        { "the header's magic", "no header" },
        { "the valid mark", "invalidated" },
        { "the version", "version" },
        { "a record outside the store", "cannot be trusted" },
        { "a record twice", "cannot be trusted" },
    };

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task Damage_to_one_map(string damage, string reason)
    {
        await using var rig = await SimulatedRig.StartAsync();
        var (broken, sound) = (await CreateAsync(rig, 0x11), await CreateAsync(rig, 0x22));
        await rig.ReopenAsync();   // lest the map be in memory
        Spoil(rig.Disk, (int)await StoreOffsetAsync(rig, broken), damage);

        await rig.CrashAsync();
        var refused = await Assert.ThrowsAsync<VolumeUnavailableException>(() => rig.Port.OpenAsync(broken, default));
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
        await ServesAsync(rig, broken, sound);

        // It can still be destroyed: without a map to go by, to the last byte.
        var receipt = await rig.Port.DestroyAsync(broken);
        Assert.Equal((ScrubScope.Full, Store.Bytes), (receipt.Scope, receipt.BytesVerified));
        Assert.IsType<VolumeGone>((await rig.Port.CreateSparseVolumeAsync(broken, Disk, Store, default)).Error);
    }

    [Fact]
    public async Task A_disk_whose_label_rotted_is_not_taken_for_an_empty_one()
    {
        await using var rig = await SimulatedRig.StartAsync();
        await CreateAsync(rig, 0x11);
        rig.Disk.Write(514, "X"u8);   // the label's magic is at 512

        var refused = await Assert.ThrowsAsync<LvmFormatException>(() => rig.CrashAsync());

        Assert.Contains("the label is gone", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sectors_that_cannot_be_read()
    {
        await using var rig = await SimulatedRig.StartAsync();
        var (broken, sound) = (await CreateAsync(rig, 0x11), await CreateAsync(rig, 0x22));
        var store = await StoreOffsetAsync(rig, broken);
        rig.Disk.FailRead = (offset, length) => offset < store + (2 * Chunk) && offset + length > store;
        await rig.CrashAsync();
        await Assert.ThrowsAnyAsync<IOException>(() => rig.Port.OpenAsync(broken, default));
        await ServesAsync(rig, broken, sound);

        rig.Disk.Heal();
        await using var device = await rig.Port.OpenAsync(broken, default);
        Assert.Equal([0x11], await device.ReadAllAsync(5000, 1));
    }

    private static async Task ServesAsync(SimulatedRig rig, VolumeId broken, VolumeId sound)
    {
        Assert.Null(rig.Host.Find(broken)!.ChunksWritten);
        await using (var device = await rig.Port.OpenAsync(sound, default))
        {
            Assert.Equal([0x22], await device.ReadAllAsync(5000, 1));
            await device.WriteAsync(200_000, new byte[] { 0x23 }, default);
            await device.FlushAsync(default);
        }

        var fresh = await CreateAsync(rig, 0x33);
        var larger = Disk * 2;
        Assert.True((await rig.Port.ExtendAsync(sound, larger, CowStore.CoveringSize(larger, SimulatedRig.Chunk, SimulatedRig.Extent), default)).IsOk);
        await rig.Port.DestroyAsync(fresh);
        Assert.Equal([broken, sound], (await ListAsync(rig)).Select(v => v.Volume.Id));
    }

    private static void Spoil(FaultyDisk disk, int offset, string damage)
    {
        var store = disk.Raw[offset..];
        var area = store[Chunk..];
        switch (damage)
        {
            case "the header's magic":
                store[..4].Clear();
                break;
            case "the valid mark":
                store.Slice(4, 4).Clear();
                break;
            case "the version":
                store[8]++;
                break;
            case "a record outside the store":
                BinaryPrimitives.WriteInt64LittleEndian(area[8..], Store.Bytes / Chunk);
                break;
            default:
                area[..8].CopyTo(area[16..]);
                BinaryPrimitives.WriteInt64LittleEndian(area[24..], 50);
                break;
        }
    }

    private static async Task<VolumeId> CreateAsync(SimulatedRig rig, byte mark)
    {
        var created = await rig.Port.CreateSparseVolumeAsync(VolumeId.New(), Disk, Store, default);
        Assert.True(created.IsOk, created.Error?.Message);
        await using var device = await rig.Port.OpenAsync(created.Value!.Id, default);
        await device.WriteAsync(5000, new[] { mark }, default);
        await device.FlushAsync(default);
        return created.Value.Id;
    }

    private static async Task<long> StoreOffsetAsync(SimulatedRig rig, VolumeId id) =>
        SimulatedRig.OffsetOf((await rig.Port.MapExtentsAsync(default)).First(r => r.Volume == id).First);

    private static async Task<List<VolumeOnHost>> ListAsync(SimulatedRig rig)
    {
        var list = new List<VolumeOnHost>();
        await foreach (var volume in rig.Port.ListVolumesAsync(default))
        {
            list.Add(volume);
        }

        return list;
    }
}
