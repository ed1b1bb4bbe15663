using CloudControl.Domain.Storage;
using CloudControl.Infrastructure.Storage;
using CloudControl.Infrastructure.Storage.Disks;
using CloudControl.Infrastructure.Storage.Layout;
using CloudControl.Infrastructure.Storage.Lvm;
using CloudControl.Testing.Storage;

namespace CloudControl.Infrastructure.Tests.Storage;

/// <summary>The simulated host when its disk fails, its lists are full, or somebody else has the disk.</summary>
public sealed class SimulatedHostSurvivesFaults
{
    private static readonly ByteSize Size = ByteSize.FromKiB(64);
    private static readonly ByteSize Extent = ByteSize.FromKiB(64);
    private static readonly ByteSize Chunk = ByteSize.FromKiB(4);
    private static readonly ByteSize Store = CowStore.CoveringSize(Size, Chunk, Extent);

    [Theory]
    [InlineData(1)]   // the text
    [InlineData(2)]   // the precommit slot
    [InlineData(3)]   // the commit slot, which reached the disk before the error did
    public async Task A_metadata_commit_that_failed_is_looked_up_before_the_next(int failingWrite)
    {
        var disk = NewDisk(volumes: 8);
        await using var host = await OpenAsync(disk);
        var (before, lost, after) = (await CreateAsync(host), VolumeId.New(), VolumeId.New());
        var writes = 0;
        disk.FailWrite = (offset, _) => offset < AreaBytes.Bytes && ++writes == failingWrite;
        await Assert.ThrowsAnyAsync<IOException>(() => host.CreateSparseVolumeAsync(lost, Size, Store, default));
        disk.Heal();

        Assert.True((await host.CreateSparseVolumeAsync(after, Size, Store, default)).IsOk);
        await using var reopened = await OpenAsync(disk);
        foreach (var serving in new[] { host, reopened })
        {
            Assert.NotNull(serving.Find(before));
            Assert.NotNull(serving.Find(after));
            var capacity = await serving.GetCapacityAsync(default);
            var volumes = serving.Find(lost) is null ? 2 : 3;
            Assert.Equal(volumes * Store.CountOf(Extent), capacity.AllocatedExtents);
        }
    }

    [Theory]
    [InlineData(2, true)]     // the precommit slot: the volume is still its owner's
    [InlineData(3, false)]    // the commit slot reached the disk before the error did
    public async Task After_a_quarantine_whose_commit_failed_a_device_opens_only_if_the_disk_says_allocated(int failingWrite, bool opens)
    {
        var disk = NewDisk(volumes: 8);
        await using var host = await OpenAsync(disk);
        var id = await CreateAsync(host);
        await using var device = await host.OpenAsync(id, default);
        await device.WriteAsync(0, new byte[] { 42 }, default);
        await device.FlushAsync(default);
        var writes = 0;
        disk.FailWrite = (offset, _) => offset < AreaBytes.Bytes && ++writes == failingWrite;
        await Assert.ThrowsAnyAsync<IOException>(() => host.QuarantineAsync(id, default));
        disk.Heal();

        await Assert.ThrowsAsync<VolumeUnavailableException>(async () => await device.WriteAsync(0, new byte[] { 43 }, default));
        if (opens)
        {
            await using var again = await host.OpenAsync(id, default);
            Assert.Equal([42], await again.ReadAllAsync(0, 1));
        }
        else
        {
            await Assert.ThrowsAsync<VolumeUnavailableException>(() => host.OpenAsync(id, default));
        }

        await host.DestroyAsync(id);
    }

    [Fact]
    public async Task After_a_failed_flush_nothing_is_promised_until_the_host_is_opened_anew()
    {
        var disk = NewDisk(volumes: 4);
        await using var host = await OpenAsync(disk);
        var id = await CreateAsync(host);
        await using var device = await host.OpenAsync(id, default);
        await device.WriteAsync(0, new byte[100], default);
        disk.FailFlush = () => true;
        await Assert.ThrowsAsync<IOException>(async () => await device.FlushAsync(default));
        disk.Heal();

        await Assert.ThrowsAsync<IOException>(async () => await device.FlushAsync(default));
        await Assert.ThrowsAnyAsync<IOException>(() => host.CreateSparseVolumeAsync(VolumeId.New(), Size, Store, default));
        await using var reopened = await OpenAsync(disk);
        await CreateAsync(reopened);
    }

    [Fact]
    public async Task A_full_metadata_area_refuses_volumes_and_never_a_quarantine()
    {
        await using var host = await OpenAsync(NewDisk(volumes: 400));
        List<VolumeId> volumes = [];
        while (true)
        {
            var created = await host.CreateSparseVolumeAsync(VolumeId.New(), Size, Store, default);
            if (created.Error is { } error)
            {
                Assert.IsType<MetadataAreaFull>(error);
                break;
            }

            volumes.Add(created.Value!.Id);
        }

        Assert.InRange(volumes.Count, 50, 399);
        for (var i = 0; i < GoneVolumes.Limit + 10; i++)
        {
            await host.QuarantineAsync(VolumeId.New(), default);
        }

        foreach (var id in volumes)
        {
            await host.QuarantineAsync(id, default);
        }

        Assert.Equal(0, (await host.GetCapacityAsync(default)).AllocatedExtents);
        await host.DestroyAsync(volumes[0]);
    }

    [Fact]
    public async Task More_gone_ids_than_are_remembered_raise_a_floor_that_refuses_rather_than_revives()
    {
        var disk = NewDisk(volumes: 4);
        var gone = new List<VolumeId>();
        var early = VolumeId.New();
        await using (var host = await OpenAsync(disk))
        {
            for (var i = 0; i < GoneVolumes.Limit + 20; i++)
            {
                gone.Add(new VolumeId(Guid.CreateVersion7(DateTimeOffset.UtcNow.AddSeconds(i + 1))));
                await host.QuarantineAsync(gone[^1], default);
            }
        }

        await using var reopened = await OpenAsync(disk);
        foreach (var id in gone.Append(early))
        {
            Assert.IsType<VolumeGone>((await reopened.CreateSparseVolumeAsync(id, Size, Store, default)).Error);
        }

        var late = new VolumeId(Guid.CreateVersion7(DateTimeOffset.UtcNow.AddHours(1)));
        Assert.True((await reopened.CreateSparseVolumeAsync(late, Size, Store, default)).IsOk);
    }

    [Fact]
    public async Task One_disk_serves_one_host()
    {
        var folder = Directory.CreateTempSubdirectory("cc-lock-");
        try
        {
            var path = Path.Combine(folder.FullName, "host", "pv.img");
            using var first = FileDisk.OpenOrCreate(path, 1024 * 1024);
            var refused = Assert.Throws<DiskInUseException>(() => FileDisk.OpenOrCreate(path, 1024 * 1024));
            Assert.Contains("another process", refused.Message, StringComparison.Ordinal);
            var disk = NewDisk(volumes: 1);
            await using (await OpenAsync(disk))
            {
                await Assert.ThrowsAsync<LvmFormatException>(() => OpenAsync(disk, "other"));
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_damaged_label_or_text_is_never_taken_for_an_empty_disk()
    {
        foreach (var offset in new[] { 512 + 100, LvmDisk.AreaStart + 100 })
        {
            var disk = NewDisk(volumes: 1);
            await using (var host = await OpenAsync(disk))
            {
                await CreateAsync(host);
            }

            disk.Raw[offset] ^= 1;
            await Assert.ThrowsAsync<LvmFormatException>(() => OpenAsync(disk));
        }
    }

    [Fact]
    public async Task A_disk_that_came_with_contents_is_dirty_and_a_new_file_is_not()
    {
        var disk = NewDisk(volumes: 4);
        disk.Raw[^1] = 1;
        await using var adopted = await OpenAsync(disk);
        var capacity = await adopted.GetCapacityAsync(default);
        Assert.Equal(capacity.TotalExtents, capacity.DirtyFreeExtents);

        var folder = Directory.CreateTempSubdirectory("cc-new-");
        try
        {
            await using var fresh = await SimulatedHost.OpenOrCreateAsync(Options("fresh") with
            {
                Path = Path.Combine(folder.FullName, "pv.img"),
                DiskBytes = ByteSize.FromGiB(64),
            });
            Assert.Equal(0, (await fresh.GetCapacityAsync(default)).DirtyFreeExtents);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static readonly ByteSize AreaBytes = ByteSize.FromKiB(256);

    private static FaultyDisk NewDisk(int volumes) => new((AreaBytes + (Store * volumes)).Bytes);

    private static SimulatedHostOptions Options(string name) => new()
    {
        Name = name,
        ExtentBytes = Extent,
        ChunkBytes = Chunk,
        MetadataAreaBytes = AreaBytes,
    };

    private static Task<SimulatedHost> OpenAsync(FaultyDisk disk, string name = "faults") =>
        SimulatedHost.OpenOrCreateAsync(Options(name) with { Disk = disk });

    private static async Task<VolumeId> CreateAsync(SimulatedHost host)
    {
        var created = await host.CreateSparseVolumeAsync(VolumeId.New(), Size, Store, default);
        Assert.True(created.IsOk, created.Error?.Message);
        return created.Value!.Id;
    }
}
