using CloudControl.Domain.Storage;
using CloudControl.Infrastructure.Storage;
using CloudControl.Infrastructure.Storage.Disks;
using CloudControl.Simulation.Tests.Cloud;

namespace CloudControl.Simulation.Tests.Storage;

/// <summary>The file system under a host is full, as the operating system says it.</summary>
public sealed class FullDiskTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_full_disk_has_a_name_and_is_written_again_once_there_is_room()
    {
        var folder = Directory.CreateTempSubdirectory("cloudcontrol-full-").FullName;
        using var limited = LimitedFolder.TryMount(folder);
        Assert.SkipWhen(limited is null, "this user may not mount");
        await using (var host = await SimulatedHost.OpenOrCreateAsync(
            new SimulatedHostOptions { Name = "full", Path = Path.Combine(folder, "pv.img"), DiskBytes = ByteSize.FromGiB(1) }, Ct))
        {
            var (id, disk, store) = (VolumeId.New(), ByteSize.FromMiB(32), ByteSize.FromMiB(36));
            Assert.True((await host.CreateSparseVolumeAsync(id, disk, store, Ct)).IsOk);
            await using var device = await host.OpenAsync(id, Ct);
            var data = new byte[ByteSize.FromMiB(4).Bytes];
            data.AsSpan().Fill(0xB7);
            limited.Fill();

            var full = await Assert.ThrowsAsync<DiskFullException>(async () => await device.WriteAsync(0, data, Ct));
            Assert.Equal("host_disk_full", full.Error.Code);
            limited.MakeRoom();
            await device.WriteAsync(0, data, Ct);
        }
    }
}
