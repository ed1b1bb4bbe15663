using System.Security.Cryptography;
using CloudControl.Domain.Storage;
using CloudControl.Infrastructure.Tests.Storage;
using CloudControl.Infrastructure.Tests.Storage.Oracle;

namespace CloudControl.Infrastructure.Tests.Nbd;

/// <summary>What people do with a disk, done by the programs they do it with: nbdcopy, qemu-io, fio, mke2fs, and the kernel.</summary>
public sealed class StockToolsUseAVolumeAsADisk
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_gibibyte_copied_in_comes_out_the_same()
    {
        await using var disk = await DiskOverNbd.StartAsync(ByteSize.FromGiB(1));
        await WriteSparseAsync(disk.InFolder("in"), ByteSize.FromGiB(1), pieces: 256);

        await DiskOverNbd.RunAsync("nbdcopy", "--flush", "--connections=4", disk.InFolder("in"), disk.Uri);
        await disk.StopAsync();
        await disk.ServeAsync();
        await DiskOverNbd.RunAsync("nbdcopy", "--connections=4", disk.Uri, disk.InFolder("out"));

        Assert.Equal(await HashAsync(disk.InFolder("in")), await HashAsync(disk.InFolder("out")));
    }

    [Fact]
    public async Task Patterns_written_at_odd_places_and_many_at_once_are_verified()
    {
        await using var disk = await DiskOverNbd.StartAsync(ByteSize.FromMiB(64), pattern: HostRig.Secret);
        string[] commands =
        [
            "write -P 0x11 1 70000", "read -P 0 0 1", "read -P 0x11 1 70000", "read -P 0 70001 61071",            // unaligned, parts of two chunks
            "aio_write -P 0x21 1M 1M", "aio_write -P 0x22 2M 1M", "aio_write -P 0x23 3145729 4854273", "aio_flush", "flush",   // many at once, none over another
            "read -P 0x21 1M 1M", "read -P 0x22 2M 1M", "read -P 0 3145728 1", "read -P 0x23 3145729 4854273",
            "write -z 1500000 100000", "read -P 0 1500000 100000", "read -P 0x21 1600000 497152",
            "discard 4M 1M", "read -P 0 4M 1M", "read -P 0x23 5M 1M",
            "write -P 0x31 67108800 64", "read -P 0 67000000 108800", "read -P 0x31 67108800 64",                 // the last bytes
        ];

        var output = await DiskOverNbd.RunAsync("qemu-io", ["-f", "raw", .. commands.SelectMany(command => new[] { "-c", command }), disk.Uri]);

        Assert.DoesNotContain("failed", output);
        Assert.DoesNotContain("error", output, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("randrw", "--bsrange=512-128k", "--bs_unaligned")]
    [InlineData("randwrite", "--bs=4k", "--fsync=50")]
    [InlineData("write", "--bs=1m", "--fsync=8")]
    public async Task Fio_reads_back_what_it_wrote_sixteen_requests_deep(string pattern, string blocks, string more)
    {
        await using var disk = await DiskOverNbd.StartAsync(ByteSize.FromMiB(32), pattern: HostRig.Secret);

        await DiskOverNbd.RunAsync(
            "fio", "--name=verify", "--ioengine=nbd", $"--uri={disk.Uri}", $"--rw={pattern}", blocks, more, "--iodepth=16", "--size=32m",
            "--verify=crc32c", "--verify_fatal=1", "--do_verify=1");
    }

    [Fact]
    public async Task A_file_system_made_through_nbdfuse_is_clean_and_the_kernel_mounts_it_from_the_hosts_disk()
    {
        LvmOracle.SkipIfDeclined();
        await using var disk = await DiskOverNbd.StartAsync(ByteSize.FromMiB(64), pattern: HostRig.Secret);
        Directory.CreateDirectory(disk.InFolder("tree"));
        await WriteSparseAsync(disk.InFolder("tree/customers-file"), ByteSize.FromMiB(12), pieces: 3);
        await disk.UseAsFileAsync(async file =>
        {
            await DiskOverNbd.RunAsync("mke2fs", "-q", "-F", "-t", "ext4", "-d", disk.InFolder("tree"), file);
            await DiskOverNbd.RunAsync("e2fsck", "-fn", file);
        });
        await disk.StopAsync();

        var device = $"/dev/{DiskOverNbd.Group}/{disk.Volume.LogicalVolume}";
        var said = await LvmOracle.RunInGuestAsync($"""
            set -e
            vgchange -q -ay {DiskOverNbd.Group} >/dev/null 2>&1
            mount -t ext4 {device} /mnt
            sha256sum </mnt/customers-file | cut -d' ' -f1
            echo from the kernel >/mnt/kernels-file
            umount /mnt
            dmesg | grep EXT4-fs
            e2fsck -fn {device} >/dev/null
            vgchange -q -an {DiskOverNbd.Group} >/dev/null 2>&1
            """, disk.Image);

        Assert.StartsWith(await HashAsync(disk.InFolder("tree/customers-file")), said);
        Assert.Contains("mounted filesystem", said);
        Assert.DoesNotMatch("error|warning|recover|fsck", said);
        await disk.ServeAsync();
        await disk.UseAsFileAsync(async file =>
        {
            await DiskOverNbd.RunAsync("e2fsck", "-fn", file);
            Assert.Contains("from the kernel", await DiskOverNbd.RunAsync("debugfs", "-R", "cat /kernels-file", file));
        });
    }

    /// <summary>Random pieces of a mebibyte at odd places, holes between them.</summary>
    private static async Task WriteSparseAsync(string path, ByteSize size, int pieces)
    {
        var random = new Random(4711);
        var piece = new byte[1 << 20];
        await using var file = File.Create(path);
        file.SetLength(size.Bytes);
        for (var i = 0; i < pieces; i++)
        {
            random.NextBytes(piece);
            file.Position = (size.Bytes / pieces * i) + random.Next((int)(size.Bytes / pieces) - piece.Length);
            await file.WriteAsync(piece, Ct);
        }
    }

    private static async Task<string> HashAsync(string path)
    {
        await using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(file, Ct));
    }
}
