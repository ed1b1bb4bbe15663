using CloudControl.Domain.Images;
using CloudControl.Domain.Storage;
using CloudControl.Infrastructure.Images;

namespace CloudControl.Infrastructure.Tests.Images;

public sealed class ImageTemplatesTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("images-");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private ImageOptions Options => new() { Folder = folder.FullName, MaxTemplates = 2 };

    private FileInfo[] Cached => new DirectoryInfo(Options.CacheFolder).GetFiles();

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task Many_writes_at_once_share_one_template()
    {
        using ImageWriter one = new(Options, TimeProvider.System), another = new(Options, TimeProvider.System);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => WriteAsync(i % 2 == 0 ? one : another, gib: 1)));

        var template = Assert.Single(Cached);
        Assert.Matches(@"^debian-12-[0-9a-f]{16}-1073741824\.raw$", template.Name);
    }

    [Fact]
    public async Task The_template_unused_for_longest_goes_when_there_are_too_many()
    {
        var clock = new Testing.FakeTimeProvider();
        using var writer = new ImageWriter(Options, clock);
        foreach (var gib in new[] { 1, 2, 1, 3 })
        {
            await WriteAsync(writer, gib);
            clock.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Equal([ByteSize.FromGiB(1).Bytes, ByteSize.FromGiB(3).Bytes], Cached.Select(file => file.Length).Order());
    }

    [Fact]
    public async Task A_template_cut_short_is_made_again()
    {
        using var writer = new ImageWriter(Options, TimeProvider.System);
        await WriteAsync(writer, gib: 1);
        using (var template = File.OpenHandle(Cached.Single().FullName, FileMode.Open, FileAccess.Write))
        {
            RandomAccess.SetLength(template, 4096);
        }

        await WriteAsync(writer, gib: 1);

        Assert.Equal(ByteSize.FromGiB(1).Bytes, Cached.Single().Length);
    }

    [Fact]
    public async Task What_a_dead_process_left_unfinished_is_swept()
    {
        var left = Path.Combine(Directory.CreateDirectory(Options.CacheFolder).FullName, "0123.unfinished");
        await File.WriteAllTextAsync(left, "half a template", Ct);
        File.SetLastWriteTimeUtc(left, DateTime.UtcNow.AddHours(-1));
        using var writer = new ImageWriter(Options, TimeProvider.System);

        await WriteAsync(writer, gib: 1);

        Assert.False(File.Exists(left));
    }

    private static async Task WriteAsync(ImageWriter writer, int gib)
    {
        var disk = ByteSize.FromGiB(gib);
        await using var device = new MemoryDevice(disk.Bytes);
        var order = new ImageOrder(ImageSource.Tree, "debian-12", disk, "web", [], null, VolumeId.New(), 1, DateTimeOffset.UnixEpoch.AddYears(60));
        var written = await writer.WriteAsync(order, device, Ct);
        Assert.True(written.IsOk);
        using var copy = await DiskFile.CopyOfAsync(device, Ct);
        copy.ShouldBeClean();
    }
}
