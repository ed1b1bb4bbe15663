using CloudControl.Domain.Images;
using CloudControl.Domain.Storage;
using CloudControl.Infrastructure.Images;
using CloudControl.Infrastructure.Nbd;
using CloudControl.Infrastructure.Tests.Nbd;
using CloudControl.Infrastructure.Tests.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace CloudControl.Infrastructure.Tests.Images;

public sealed class ImagesOnSimulatedHostTests : IDisposable
{
    private static readonly ByteSize Disk = ByteSize.FromMiB(64);
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("images-");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task A_disk_on_extents_a_former_tenant_filled_becomes_a_clean_file_system_and_stays_one_after_a_crash()
    {
        await using var rig = await SimulatedRig.StartAsync(extents: 400);
        var (volume, written) = await CreateAsync(rig);

        await rig.CrashAsync();

        await using var after = await rig.Port.OpenAsync(volume.Id, Ct);
        Assert.Equal(written.ChunksWritten, after.ChunksWritten);
        using var copy = await DiskFile.CopyOfAsync(after, Ct);
        ShouldBeTheDroplets(copy);
    }

    [Fact]
    public async Task A_disk_copied_out_over_nbd_is_a_clean_file_system()
    {
        await using var rig = await SimulatedRig.StartAsync(extents: 400);
        var (volume, _) = await CreateAsync(rig);
        var socket = Path.Combine(folder.FullName, "nbd.sock");
        await using var server = NbdServer.Start(socket, new EveryVolume(rig.Port), NullLogger.Instance);

        using var copy = DiskFile.CopyOfExport($"nbd+unix:///{volume.LogicalVolume}?socket={socket}");

        ShouldBeTheDroplets(copy);
    }

    private async Task<(SparseVolume Volume, ImageWritten Written)> CreateAsync(SimulatedRig rig)
    {
        var id = VolumeId.New();
        var volume = await rig.Port.CreateSparseVolumeAsync(id, Disk, CowStore.CoveringSize(Disk, SimulatedRig.Chunk, SimulatedRig.Extent), Ct);
        var order = new ImageOrder(ImageSource.Tree, "debian-12", Disk, "web-1", ["ssh-rsa A"], null, id, 4711, DateTimeOffset.UnixEpoch.AddYears(60));
        using var writer = new ImageWriter(new ImageOptions { Folder = folder.FullName }, TimeProvider.System);
        await using var device = await rig.Port.OpenAsync(id, Ct);
        var written = await writer.WriteAsync(order, device, Ct);
        return (volume.Value!, written.Value!);
    }

    private static void ShouldBeTheDroplets(DiskFile copy)
    {
        copy.ShouldBeClean();
        Assert.Equal("web-1\n", copy.ReadText("/etc/hostname"));
        Assert.Equal("ssh-rsa A\n", copy.ReadText("/root/.ssh/authorized_keys"));
    }
}
