using System.Diagnostics;
using CloudControl.Infrastructure.Images.Import;
using CloudControl.Infrastructure.Images.Import.Qcow2;
using CloudControl.Testing;

namespace CloudControl.Infrastructure.Tests.Images.Import;

/// <summary>qemu-img is the judge of what a sound file means.</summary>
public sealed class Qcow2DecoderTests
{
    private const long Limit = 1L << 30;
    private const int DiskBytes = (5 << 20) + 512;

    [Theory]
    [InlineData("compat=0.10")]
    [InlineData("compat=1.1")]
    [InlineData("compat=1.1,cluster_size=512")]
    [InlineData("compat=1.1,cluster_size=2M")]
    [InlineData("compat=1.1,lazy_refcounts=on")]
    [InlineData("compat=0.10", "-c")]
    [InlineData("compat=1.1", "-c")]
    [InlineData("compat=1.1,cluster_size=4096", "-c")]
    public void A_file_of_qemu_img_decodes_to_the_disk_it_was_made_from(string options, params string[] more)
    {
        var disk = Disk();
        using var folder = new StagingFolder();
        File.WriteAllBytes(folder.PathOf("disk.raw"), disk);
        Run("qemu-img", ["convert", "-f", "raw", "-O", "qcow2", "-o", options, .. more, folder.PathOf("disk.raw"), folder.PathOf("disk.qcow2")]);

        Assert.Equal(disk, Decode(folder, File.ReadAllBytes(folder.PathOf("disk.qcow2"))));
    }

    [Fact]
    public void What_was_written_and_discarded_through_qemu_reads_as_qemu_reads_it()
    {
        using var folder = new StagingFolder();
        var (image, raw) = (folder.PathOf("disk.qcow2"), folder.PathOf("disk.raw"));
        Run("qemu-img", "create", "-f", "qcow2", "-o", "preallocation=metadata", image, "8M");
        Run("qemu-io", "-f", "qcow2", "-c", "write -P 0xa5 100k 900k", "-c", "write -P 0x5a 4M 64k", "-c", "write -z 256k 256k", "-c", "discard 4M 64k", image);
        Run("qemu-img", "convert", "-f", "qcow2", "-O", "raw", image, raw);

        Assert.Equal(File.ReadAllBytes(raw), Decode(folder, File.ReadAllBytes(image)));
    }

    [Theory]
    [InlineData("extended L2 entries", "extended_l2=on,cluster_size=64k")]
    [InlineData("something else than deflate", "compression_type=zstd")]
    [InlineData("in another file", "data_file=FOLDER/elsewhere.raw")]
    public void What_qemu_img_can_make_and_we_do_not_read_is_refused_by_name(string why, string options)
    {
        using var folder = new StagingFolder();
        var image = folder.PathOf("disk.qcow2");
        Run("qemu-img", "create", "-q", "-f", "qcow2", "-o", options.Replace("FOLDER", folder.PathOf(""), StringComparison.Ordinal), image, "8M");

        Assert.Contains(why, Refusal(folder, File.ReadAllBytes(image)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_refers_to_another_is_refused_and_the_other_is_not_looked_at()
    {
        using var folder = new StagingFolder();
        var image = folder.PathOf("disk.qcow2");
        Run("qemu-img", "create", "-q", "-u", "-f", "qcow2", "-F", "raw", "-b", "/etc/passwd", image, "8M");

        Assert.Equal("it refers to a backing file", Refusal(folder, File.ReadAllBytes(image)));
    }

    [Fact]
    public void What_nothing_points_to_is_a_hole_and_takes_no_room()
    {
        using var folder = new StagingFolder();
        using var file = folder.Holding(Qcow2Bytes.Of(3, 900L << 20, (14_000, Cluster(7))));
        using var disk = folder.Staging.Begin(StagingFolder.Image);

        new Qcow2Decoder(file, Limit).WriteTo(disk, default);

        var found = new byte[Qcow2Bytes.ClusterBytes];
        disk.Read(14_000L * Qcow2Bytes.ClusterBytes, found);
        Assert.Equal(900L << 20, disk.Length);
        Assert.Equal(Cluster(7), found);
        Assert.True(BlocksOf(disk.Path) < 1000);
    }

    /// <summary>512-byte blocks the file takes on its disk.</summary>
    private static long BlocksOf(string path) => long.Parse(Run("stat", "-c", "%b", path), System.Globalization.CultureInfo.InvariantCulture);

    internal static byte[] Cluster(byte value) => [.. Enumerable.Repeat(value, Qcow2Bytes.ClusterBytes)];

    internal static byte[] Decode(StagingFolder folder, byte[] qcow2, long limit = Limit)
    {
        using var file = folder.Holding(qcow2);
        using var disk = folder.Staging.Begin(StagingFolder.Image);
        new Qcow2Decoder(file, limit).WriteTo(disk, TestContext.Current.CancellationToken);
        var bytes = new byte[disk.Length];
        disk.Read(0, bytes);
        return bytes;
    }

    internal static string Refusal(StagingFolder folder, byte[] qcow2) =>
        Assert.Throws<UnusableImageException>(() => Decode(folder, qcow2)).Message;

    /// <summary>Zeroes, noise that does not compress and text that does; it ends inside a cluster.</summary>
    private static byte[] Disk()
    {
        var disk = new byte[DiskBytes];
        var dice = new Random(20131229);
        dice.NextBytes(disk.AsSpan(0, 300_000));
        disk.AsSpan(1 << 20, 1 << 20).Fill((byte)'x');
        dice.NextBytes(disk.AsSpan(3 << 20, 70_000));
        disk.AsSpan(DiskBytes - 512).Fill(0xEE);
        return disk;
    }

    private static string Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}");
        return output;
    }
}
