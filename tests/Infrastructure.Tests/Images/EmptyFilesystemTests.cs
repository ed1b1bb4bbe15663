using CloudControl.Domain.BlockVolumes;
using CloudControl.Domain.Storage;
using CloudControl.Infrastructure.Images;

namespace CloudControl.Infrastructure.Tests.Images;

public sealed class EmptyFilesystemTests
{
    private static readonly VolumeId Volume = VolumeId.New();
    private static readonly DateTimeOffset Birthday = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Filesystem.Ext4, 1, "sixteen-letters!")]
    [InlineData(Filesystem.Ext4, 256, "")]
    [InlineData(Filesystem.Xfs, 1, "twelveletter")]
    [InlineData(Filesystem.Xfs, 256, "")]
    public async Task A_volume_of_any_size_is_formatted_as_ordered(string type, int sizeGib, string label)
    {
        await using var device = new MemoryDevice(ByteSize.FromGiB(sizeGib).Bytes);
        await ImageWriter.FormatAsync(new Filesystem(type, label), Volume, Birthday, device, Ct);

        using var disk = await DiskFile.CopyOfAsync(device, Ct);
        Assert.Equal((type, label, Volume.Value.ToString()), (disk.Recognised("TYPE"), disk.Recognised("LABEL"), disk.Recognised("UUID")));
        disk.ShouldBeClean(type);
    }

    [Theory]
    [InlineData(Filesystem.Ext4)]
    [InlineData(Filesystem.Xfs)]
    public async Task Formatting_that_stopped_halfway_leaves_nothing_when_it_is_done_again(string type)
    {
        await using var device = new MemoryDevice(ByteSize.FromGiB(1).Bytes) { WritesLeft = 2 };
        var order = new Filesystem(type, "data");
        await Assert.ThrowsAsync<IOException>(() => ImageWriter.FormatAsync(order, Volume, Birthday, device, Ct));

        device.WritesLeft = null;
        await ImageWriter.FormatAsync(order, Volume, Birthday, device, Ct);

        using var disk = await DiskFile.CopyOfAsync(device, Ct);
        disk.ShouldBeClean(type);
    }

    [Fact]
    public async Task An_xfs_writes_a_handful_of_chunks_though_its_log_is_large()
    {
        await using var device = new MemoryDevice(ByteSize.FromGiB(100).Bytes);
        await ImageWriter.FormatAsync(new Filesystem(Filesystem.Xfs, "data"), Volume, Birthday, device, Ct);
        Assert.InRange(device.ChunksWritten, 1, 16);
    }
}
