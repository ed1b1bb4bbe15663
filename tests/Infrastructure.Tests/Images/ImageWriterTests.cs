using System.Text;
using CloudControl.Domain.Images;
using CloudControl.Domain.Storage;
using CloudControl.Infrastructure.Images;

namespace CloudControl.Infrastructure.Tests.Images;

public sealed class ImageWriterTests : IDisposable
{
    private static readonly ByteSize Disk = ByteSize.FromGiB(1);
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("images-");
    private readonly ImageWriter writer;

    public ImageWriterTests() => writer = new ImageWriter(new ImageOptions { Folder = folder.FullName }, TimeProvider.System);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        writer.Dispose();
        folder.Delete(recursive: true);
    }

    public static TheoryData<string> Trees => [.. ImageTrees.Names];

    [Theory]
    [MemberData(nameof(Trees))]
    public async Task Every_tree_becomes_a_clean_file_system_with_the_droplets_files(string tree)
    {
        var order = OrderOf(tree) with { AuthorizedKeys = ["ssh-ed25519 AAAA first@example", "ssh-rsa BBBB second@example"], UserData = "#!/bin/sh\necho hi\n" };

        using var disk = await WriteAsync(order);

        disk.ShouldBeClean();
        Assert.Equal("web-1.example.com\n", disk.ReadText("/etc/hostname"));
        Assert.Contains("127.0.1.1 web-1.example.com\n", disk.ReadText("/etc/hosts"));
        Assert.Equal("ssh-ed25519 AAAA first@example\nssh-rsa BBBB second@example\n", disk.ReadText("/root/.ssh/authorized_keys"));
        Assert.Equal("instance-id: \"4711\"\nlocal-hostname: web-1.example.com\n", disk.ReadText("/var/lib/cloud/seed/nocloud/meta-data"));
        Assert.Equal("#!/bin/sh\necho hi\n", disk.ReadText("/var/lib/cloud/seed/nocloud/user-data"));
        Assert.Contains("VERSION_ID=", disk.ReadText("/etc/os-release") + disk.ReadText("/usr/lib/os-release"));
        Assert.Equal("0700 0:0", disk.ModeOf("/root/.ssh"));
        Assert.Equal("0600 0:0", disk.ModeOf("/root/.ssh/authorized_keys"));
        Assert.Equal("0600 0:0", disk.ModeOf("/var/lib/cloud/seed/nocloud/user-data"));
        Assert.Equal("0640 0:42", disk.ModeOf("/etc/shadow"));
        Assert.Equal("1777 0:0", disk.ModeOf("/tmp"));
    }

    [Fact]
    public async Task Without_keys_and_user_data_the_files_are_there_all_the_same()
    {
        using var disk = await WriteAsync(OrderOf("debian-12"));

        disk.ShouldBeClean();
        Assert.Equal("", disk.ReadText("/root/.ssh/authorized_keys"));
        Assert.Equal("0600 0:0", disk.ModeOf("/root/.ssh/authorized_keys"));
        Assert.Equal("#cloud-config\n", disk.ReadText("/var/lib/cloud/seed/nocloud/user-data"));
    }

    [Theory]
    [InlineData("\"; rm -rf / #\n'quit'\n!ls\nwrite /etc/passwd /etc/passwd\n")]
    [InlineData("\u0000\u0001\r\n\\ $(id) `id` 𝄞 ünïcode \uFEFF")]
    [InlineData("")]
    public async Task User_data_arrives_byte_for_byte_whatever_it_says(string userData)
    {
        using var disk = await WriteAsync(OrderOf("debian-12") with { UserData = userData });

        disk.ShouldBeClean();
        Assert.Equal(Encoding.UTF8.GetBytes(userData), disk.Read("/var/lib/cloud/seed/nocloud/user-data"));
    }

    [Fact]
    public async Task Sixty_four_kibibytes_of_user_data_arrive()
    {
        var userData = string.Concat(Enumerable.Range(0, 65536).Select(i => (char)(' ' + (i % 90))));

        using var disk = await WriteAsync(OrderOf("debian-12") with { UserData = userData });

        disk.ShouldBeClean();
        Assert.Equal(userData, disk.ReadText("/var/lib/cloud/seed/nocloud/user-data"));
    }

    [Theory]
    [InlineData("$(reboot);'`\"")]
    [InlineData("true")]
    [InlineData("-")]
    public async Task A_host_name_that_yaml_would_misread_is_quoted(string hostName)
    {
        using var disk = await WriteAsync(OrderOf("debian-12") with { HostName = hostName });

        Assert.Equal(hostName + "\n", disk.ReadText("/etc/hostname"));
        var line = disk.ReadText("/var/lib/cloud/seed/nocloud/meta-data").Split('\n')[1];
        Assert.Equal(hostName, System.Text.Json.JsonSerializer.Deserialize<string>(line["local-hostname: ".Length..]));
    }

    [Theory]
    [InlineData("web\nroot::0:0", "ssh-rsa A")]
    [InlineData("web 1", "ssh-rsa A")]
    [InlineData("", "ssh-rsa A")]
    [InlineData("web", "ssh-rsa A\nssh-rsa B")]
    public async Task What_is_not_one_line_is_refused_before_anything_is_written(string hostName, string key)
    {
        await using var device = new MemoryDevice(Disk.Bytes);

        var written = await writer.WriteAsync(OrderOf("debian-12") with { HostName = hostName, AuthorizedKeys = [key] }, device, Ct);

        Assert.IsType<PersonalFileUnusable>(written.Error);
        Assert.Equal(0, device.ChunksWritten);
    }

    [Fact]
    public async Task The_same_order_gives_the_same_bytes_even_from_a_template_made_anew()
    {
        await using MemoryDevice first = new(Disk.Bytes), second = new(Disk.Bytes);
        var order = OrderOf("ubuntu-22-04") with { AuthorizedKeys = ["ssh-rsa A"] };

        await writer.WriteAsync(order, first, Ct);
        Directory.Delete(Path.Combine(folder.FullName, "cache"), recursive: true);
        await writer.WriteAsync(order, second, Ct);

        ShouldBeEqual(first, second);
    }

    [Fact]
    public async Task Two_disks_of_one_image_have_identities_of_their_own()
    {
        using DiskFile one = await WriteAsync(OrderOf("debian-12")), other = await WriteAsync(OrderOf("debian-12") with { VolumeId = VolumeId.New() });

        Assert.NotEqual(one.Superblock("Filesystem UUID"), other.Superblock("Filesystem UUID"));
        Assert.NotEqual(one.Superblock("Directory Hash Seed"), other.Superblock("Directory Hash Seed"));
        other.ShouldBeClean();
    }

    [Fact]
    public async Task Writing_again_after_every_possible_failure_ends_with_the_same_disk()
    {
        await using var whole = new MemoryDevice(Disk.Bytes);
        var order = OrderOf("debian-12");
        await writer.WriteAsync(order, whole, Ct);

        var writes = 0;
        for (; ; writes++)
        {
            await using var device = new MemoryDevice(Disk.Bytes) { WritesLeft = writes };
            try
            {
                await writer.WriteAsync(order, device, Ct);
                break;
            }
            catch (IOException)
            {
                device.WritesLeft = null;
            }

            var again = await writer.WriteAsync(order, device, Ct);

            Assert.True(again.IsOk);
            Assert.True(device.IsFlushed);
            ShouldBeEqual(whole, device);
        }

        Assert.NotEqual(0, writes);
    }

    [Fact]
    public async Task What_an_earlier_attempt_wrote_where_the_image_is_zero_becomes_zero()
    {
        await using MemoryDevice fresh = new(Disk.Bytes), used = new(Disk.Bytes);
        await used.WriteAsync(Disk.Bytes - 100, new byte[] { 1, 2, 3 }, Ct);
        await used.WriteAsync(Disk.Bytes / 3, Enumerable.Repeat((byte)0xA5, 200_000).ToArray(), Ct);
        var order = OrderOf("debian-12");

        await writer.WriteAsync(order, fresh, Ct);
        await writer.WriteAsync(order, used, Ct);

        ShouldBeEqual(fresh, used);
    }

    [Fact]
    public async Task The_blank_image_writes_nothing()
    {
        await using var device = new MemoryDevice(Disk.Bytes);

        var written = await writer.WriteAsync(OrderOf(ImageTrees.Blank), device, Ct);

        Assert.Equal(new ImageWritten(0, 0), written.Value);
        Assert.Equal(0, device.ChunksWritten);
    }

    [Fact]
    public async Task A_disk_of_the_largest_size_costs_few_chunks()
    {
        await using var device = new MemoryDevice(ByteSize.FromGiB(60).Bytes);

        var written = await writer.WriteAsync(OrderOf("debian-12") with { Disk = ByteSize.FromGiB(60) }, device, Ct);

        Assert.Equal(device.ChunksWritten, written.Value!.ChunksWritten);
        Assert.InRange(device.ChunksWritten, 1, 40);
    }

    [Fact]
    public async Task An_unknown_tree_is_a_missing_source()
    {
        await using var device = new MemoryDevice(Disk.Bytes);

        Assert.IsType<ImageSourceMissing>((await writer.WriteAsync(OrderOf("base"), device, Ct)).Error);
    }

    [Fact]
    public async Task No_customers_byte_is_left_in_the_images_folder()
    {
        const string secret = "tell-nobody-0192";
        using (await WriteAsync(OrderOf("debian-12") with { UserData = secret }))
        {
        }

        foreach (var file in folder.EnumerateFiles("*", SearchOption.AllDirectories))
        {
            using var process = System.Diagnostics.Process.Start("grep", ["-qaF", secret, file.FullName]);
            await process.WaitForExitAsync(Ct);
            Assert.Equal(1, process.ExitCode);
        }
    }

    private static ImageOrder OrderOf(string tree) => new(
        ImageSource.Tree, tree, Disk, "web-1.example.com", [], UserData: null, new VolumeId(new Guid("0192f0c1-7a00-7000-8000-000000000001")),
        DropletId: 4711, new DateTimeOffset(2026, 3, 4, 5, 6, 7, TimeSpan.Zero));

    private static void ShouldBeEqual(MemoryDevice one, MemoryDevice other)
    {
        foreach (var chunk in one.Chunks.Keys.Union(other.Chunks.Keys))
        {
            var zeroes = new byte[one.ChunkBytes];
            Assert.True(
                one.Chunks.GetValueOrDefault(chunk, zeroes).AsSpan().SequenceEqual(other.Chunks.GetValueOrDefault(chunk, zeroes)), $"chunk {chunk} differs");
        }
    }

    private async Task<DiskFile> WriteAsync(ImageOrder order)
    {
        await using var device = new MemoryDevice(order.Disk.Bytes);
        var written = await writer.WriteAsync(order, device, Ct);
        Assert.Null(written.Error);
        Assert.True(device.IsFlushed);
        return await DiskFile.CopyOfAsync(device, Ct);
    }
}
