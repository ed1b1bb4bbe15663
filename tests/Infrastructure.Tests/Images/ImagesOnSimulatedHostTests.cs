using CloudControl.Domain.Images;
using CloudControl.Domain.Storage;
using CloudControl.Infrastructure.Images;
using CloudControl.Infrastructure.Tests.Storage;

namespace CloudControl.Infrastructure.Tests.Images;

public sealed class ImagesOnSimulatedHostTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("images-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task A_disk_on_extents_a_former_tenant_filled_becomes_a_clean_file_system_and_stays_one_after_a_crash()
    {
        var ct = TestContext.Current.CancellationToken;
        using var writer = new ImageWriter(new ImageOptions { Folder = folder.FullName }, TimeProvider.System);
        await using var rig = await SimulatedRig.StartAsync(extents: 400);
        var disk = ByteSize.FromMiB(64);
        var id = VolumeId.New();
        await rig.Port.CreateSparseVolumeAsync(id, disk, CowStore.CoveringSize(disk, SimulatedRig.Chunk, SimulatedRig.Extent), ct);
        var order = new ImageOrder(ImageSource.Tree, "debian-12", disk, "web-1", ["ssh-rsa A"], null, id, 4711, DateTimeOffset.UnixEpoch.AddYears(60));

        ImageWritten written;
        await using (var device = await rig.Port.OpenAsync(id, ct))
            written = (await writer.WriteAsync(order, device, ct)).Value!;
        await rig.CrashAsync();

        await using var after = await rig.Port.OpenAsync(id, ct);
        Assert.Equal(written.ChunksWritten, after.ChunksWritten);
        using var copy = await DiskFile.CopyOfAsync(after, ct);
        copy.ShouldBeClean();
        Assert.Equal("web-1\n", copy.ReadText("/etc/hostname"));
        Assert.Equal("ssh-rsa A\n", copy.ReadText("/root/.ssh/authorized_keys"));
    }
}
