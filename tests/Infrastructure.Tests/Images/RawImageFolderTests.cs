using CloudControl.Domain.Images;
using CloudControl.Domain.Storage;
using CloudControl.Infrastructure.Images;
using CloudControl.Infrastructure.Persistence;
using CloudControl.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CloudControl.Infrastructure.Tests.Images;

public sealed class RawImageFolderTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("images-");
    private ServiceProvider services = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private RawImageFolder Folder => services.GetRequiredService<RawImageFolder>();

    public async ValueTask InitializeAsync() => services = Serve(await database.CloneAsync(Ct));

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_file_at_rest_becomes_a_public_image()
    {
        Drop("My_Appliance-1.2.raw", bytes: (1L << 30) + 1);

        await Folder.ScanAsync(Ct);
        Assert.Empty(await ImagesAsync());
        await Folder.ScanAsync(Ct);
        await Folder.ScanAsync(Ct);

        var image = Assert.Single(await ImagesAsync());
        Assert.True(image.IsPublic);
        Assert.Equal("My_Appliance-1.2", image.Name);
        Assert.Equal("my-appliance-1-2", image.Slug);
        Assert.Equal((ImageSource.RawFile, "My_Appliance-1.2.raw"), (image.Source, image.SourceName));
        Assert.Equal((2, (1L << 30) + 1), (image.MinDiskGib, image.SizeBytes));
    }

    [Fact]
    public async Task A_file_that_still_grows_waits()
    {
        for (var length = 1; length < 5; length++)
        {
            Drop("growing.img", length);
            await Folder.ScanAsync(Ct);
            Assert.Empty(await ImagesAsync());
        }

        await Folder.ScanAsync(Ct);
        Assert.Equal(4, Assert.Single(await ImagesAsync()).SizeBytes);
    }

    [Fact]
    public async Task A_file_that_goes_takes_its_image_along_and_may_come_back()
    {
        Drop("a.raw", 10);
        await ScanTwiceAsync();
        File.Delete(Path.Combine(folder.FullName, "a.raw"));
        await Folder.ScanAsync(Ct);
        Assert.Empty(await ImagesAsync());

        Drop("a.raw", 10);
        await ScanTwiceAsync();
        Assert.Equal("a", Assert.Single(await ImagesAsync()).Slug);
    }

    [Fact]
    public async Task A_file_replaced_by_a_larger_one_is_another_image()
    {
        Drop("a.raw", 10);
        await ScanTwiceAsync();
        var before = Assert.Single(await ImagesAsync());

        Drop("a.raw", 3L << 30);
        await ScanTwiceAsync();

        var after = Assert.Single(await ImagesAsync());
        Assert.NotEqual(before.Id, after.Id);
        Assert.Equal(3, after.MinDiskGib);
    }

    [Fact]
    public async Task What_is_no_raw_image_is_left_alone()
    {
        foreach (var name in new[] { "notes.txt", "über.raw", "two words.img", "-rf.raw", "a.raw.part", ".hidden.raw" })
        {
            Drop(name, 10);
        }

        Drop("enormous.raw", RawImageFolder.MaxFileSize.Bytes + 1);
        Drop("empty.raw", 0);
        File.CreateSymbolicLink(Path.Combine(folder.FullName, "link.raw"), "/etc/passwd");
        Directory.CreateDirectory(Path.Combine(folder.FullName, "folder.raw"));

        await ScanTwiceAsync();

        Assert.Empty(await ImagesAsync());
    }

    [Fact]
    public async Task Two_files_that_want_one_slug_both_appear()
    {
        Drop("a.raw", 10);
        Drop("A.img", 10);

        await ScanTwiceAsync();

        Assert.Equal(["a", null], (await ImagesAsync()).Select(i => i.Slug).OrderDescending());
    }

    [Fact]
    public async Task Two_workers_add_a_file_once()
    {
        await using var otherServices = Serve(services.GetRequiredService<IDbContextFactory<CloudControlDb>>().CreateDbContext().Database.GetConnectionString()!);
        var other = otherServices.GetRequiredService<RawImageFolder>();
        Drop("a.raw", 10);

        for (var look = 0; look < 3; look++)
        {
            await Task.WhenAll(Folder.ScanAsync(Ct), other.ScanAsync(Ct));
        }

        Assert.Single(await ImagesAsync());
    }

    [Fact]
    public async Task A_folder_that_is_away_takes_no_image_away()
    {
        Drop("a.raw", 10);
        await ScanTwiceAsync();
        Directory.Move(folder.FullName, folder.FullName + "-away");
        try
        {
            await Folder.ScanAsync(Ct);
            Assert.Single(await ImagesAsync());
        }
        finally
        {
            Directory.Move(folder.FullName + "-away", folder.FullName);
        }
    }

    [Fact]
    public async Task A_raw_image_is_written_as_it_is()
    {
        var bytes = Enumerable.Range(0, 150_001).Select(i => (byte)(i % 251)).ToArray();
        await File.WriteAllBytesAsync(Path.Combine(folder.FullName, "a.raw"), bytes, Ct);
        await using var device = new MemoryDevice(ByteSize.FromMiB(1).Bytes);

        var written = await services.GetRequiredService<ImageWriter>().WriteAsync(OrderOf("a.raw", device), device, Ct);

        var read = new byte[device.Length];
        await device.ReadAsync(0, read, Ct);
        Assert.Equal(3, written.Value!.ChunksWritten);
        Assert.Equal([.. bytes, .. new byte[read.Length - bytes.Length]], read);
    }

    [Theory]
    [InlineData("gone.raw")]
    [InlineData("../images/a.raw")]
    [InlineData("/etc/passwd")]
    public async Task A_raw_image_that_is_not_in_the_folder_is_a_missing_source(string name)
    {
        await using var device = new MemoryDevice(ByteSize.FromMiB(1).Bytes);

        Assert.IsType<ImageSourceMissing>((await services.GetRequiredService<ImageWriter>().WriteAsync(OrderOf(name, device), device, Ct)).Error);
    }

    [Fact]
    public async Task A_raw_image_larger_than_the_disk_is_refused_and_nothing_is_written()
    {
        Drop("a.raw", ByteSize.FromMiB(1).Bytes + 1);
        await using var device = new MemoryDevice(ByteSize.FromMiB(1).Bytes);

        var written = await services.GetRequiredService<ImageWriter>().WriteAsync(OrderOf("a.raw", device), device, Ct);

        Assert.IsType<ImageTooLargeForDisk>(written.Error);
        Assert.Equal(0, device.ChunksWritten);
    }

    private static ImageOrder OrderOf(string name, MemoryDevice device) => new(
        ImageSource.RawFile, name, new ByteSize(device.Length), "web", [], null, VolumeId.New(), 1, DateTimeOffset.UnixEpoch);

    private ServiceProvider Serve(string connectionString) => new ServiceCollection()
        .AddLogging().AddPersistence(connectionString).AddImages(new ImageOptions { Folder = folder.FullName }).BuildServiceProvider();

    private void Drop(string name, long bytes)
    {
        using var file = File.OpenHandle(Path.Combine(folder.FullName, name), FileMode.OpenOrCreate, FileAccess.Write);
        RandomAccess.SetLength(file, bytes);
    }

    private async Task ScanTwiceAsync()
    {
        await Folder.ScanAsync(Ct);
        await Folder.ScanAsync(Ct);
    }

    private async Task<List<Image>> ImagesAsync()
    {
        await using var db = await services.GetRequiredService<IDbContextFactory<CloudControlDb>>().CreateDbContextAsync(Ct);
        return await db.Images.Where(i => i.Source == ImageSource.RawFile && i.DeletedAt == null).ToListAsync(Ct);
    }
}
