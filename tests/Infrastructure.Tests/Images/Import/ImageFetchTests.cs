using System.IO.Compression;
using CloudControl.Domain;
using CloudControl.Domain.Images;
using CloudControl.Infrastructure.Images.Import;
using CloudControl.Infrastructure.Tests.Webhooks;
using CloudControl.Infrastructure.Webhooks;
using CloudControl.Testing;
using static CloudControl.Testing.ImageServer;

namespace CloudControl.Infrastructure.Tests.Images.Import;

public sealed class ImageFetchTests
{
    private static readonly byte[] Disk = Noise(1 << 20);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Raw_gzip_and_qcow2_all_end_as_the_disks_own_bytes()
    {
        var qcow2 = Qcow2Bytes.Of(3, Disk.Length, [.. Disk.Chunk(Qcow2Bytes.ClusterBytes).Select((cluster, i) => ((long)i, cluster))]);
        await using var server = await StartAsync(
            ("/disk.raw", Bytes(Disk)), ("/disk.raw.gz", Bytes(Gzip(Disk))), ("/disk.qcow2", Bytes(qcow2)), ("/disk.qcow2.gz", Bytes(Gzip(qcow2))));

        foreach (var path in new[] { "/disk.raw", "/disk.raw.gz", "/disk.qcow2", "/disk.qcow2.gz" })
        {
            using var folder = new StagingFolder();
            var fetched = await FetchAsync(folder, server.Url + path);

            Assert.Equal(Disk.Length, fetched.Value);
            Assert.Equal(["42.raw"], folder.Files);
            Assert.Equal(Disk, await File.ReadAllBytesAsync(folder.PathOf("42.raw"), Ct));
            folder.Staging.Drop(StagingFolder.Image);
            Assert.Empty(folder.Files);
        }
    }

    [Fact]
    public async Task A_redirect_is_followed_and_judged_like_the_url_itself()
    {
        await using var canary = new Canary();
        await using var server = await StartAsync(
            ("/disk", Bytes(Disk)), ("/moved", Redirect("disk")), ("/inward", Redirect($"http://127.0.0.2:{canary.Port}/")),
            ("/mapped", Redirect($"http://[::ffff:127.0.0.1]:{canary.Port}/")), ("/file", Redirect("file:///etc/passwd")), ("/round", Redirect("/round")));

        Assert.Equal(Disk.Length, (await FetchAsync(server.Url + "/moved")).Value);
        Assert.IsType<ImageUrlRefused>((await FetchAsync(server.Url + "/inward")).Error);
        Assert.IsType<ImageUrlRefused>((await FetchAsync(server.Url + "/mapped")).Error);
        Assert.IsType<ImageUrlRefused>((await FetchAsync(server.Url + "/file")).Error);
        Assert.False(canary.Sang);

        var before = server.Requests;
        Assert.Contains("more than 5 times", (await FetchAsync(server.Url + "/round")).Error!.Message, StringComparison.Ordinal);
        Assert.Equal(6, server.Requests - before);
    }

    [Theory]
    [MemberData(nameof(ReceiverGuardTests.HostileUrls), MemberType = typeof(ReceiverGuardTests))]
    public async Task A_hostile_url_is_refused_without_a_connection(string url)
    {
        await using var canary = new Canary();
        url = url.Replace("PORT", canary.Port.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
        using var folder = new StagingFolder();

        var fetched = await FetchAsync(folder, url, new ImportOptions(), new ReceiverGuard(new ReceiverAddresses(new ReceiverOptions()), ReceiverGuardTests.HostileNames()));

        Assert.IsType<ImageUrlRefused>(fetched.Error);
        Assert.False(canary.Sang, url);
        Assert.Empty(folder.Files);
    }

    [Fact]
    public async Task A_name_that_turns_inward_after_it_was_judged_is_not_connected_to()
    {
        await using var canary = new Canary();
        using var folder = new StagingFolder();
        var resolver = new ScriptedResolver().Answer("rebinding.example", ["93.184.215.14"], ["127.0.0.1"]);

        var fetched = await FetchAsync(
            folder, $"http://rebinding.example:{canary.Port}/", new ImportOptions(), new ReceiverGuard(new ReceiverAddresses(new ReceiverOptions()), resolver));

        Assert.IsType<ImageUrlRefused>(fetched.Error);
        Assert.False(canary.Sang);
    }

    [Theory]
    [InlineData("/missing", "its server answered 404", false)]
    [InlineData("/busy", "its server answered 503", true)]
    [InlineData("/page", "answered with a web page", false)]
    [InlineData("/empty", "it is empty", false)]
    [InlineData("/odd", "not whole sectors", false)]
    [InlineData("/xz", "it is xz, which cannot be imported", false)]
    [InlineData("/vmdk", "it is vmdk, which cannot be imported", false)]
    [InlineData("/twice", "compressed twice", false)]
    [InlineData("/damaged", "gzip data are damaged", false)]
    [InlineData("/long", "it is longer than 2097152 bytes", false)]
    [InlineData("/endless", "it is longer than 2097152 bytes", false)]
    [InlineData("/bomb", "it is longer than 2097152 bytes", false)]
    [InlineData("/short", "its server broke off", true)]
    [InlineData("/silent", "sent nothing for", true)]
    public async Task What_is_no_image_is_refused_with_the_reason_and_leaves_nothing(string path, string why, bool mayPass)
    {
        var damaged = Gzip(Disk);
        damaged.AsSpan(1000, 500).Fill(0xFF);
        await using var server = await StartAsync(
            ("/busy", Status(503)), ("/page", Bytes("<html>"u8.ToArray(), "text/html; charset=utf-8")), ("/empty", Bytes([])), ("/odd", Bytes(new byte[1000])),
            ("/xz", Bytes([0xFD, .. "7zXZ\0"u8, .. new byte[600]])), ("/vmdk", Bytes([.. "KDMV"u8, .. new byte[1020]])), ("/twice", Bytes(Gzip(Gzip(Disk)))),
            ("/damaged", Bytes(damaged)), ("/long", Bytes(new byte[3 << 20])), ("/endless", Endless), ("/bomb", Bytes(Gzip(new byte[16 << 20]))),
            ("/short", Short), ("/silent", Silent));
        using var folder = new StagingFolder();

        // Only who waits in vain has a short limit: the others must not meet it on a slow machine.
        var stall = path == "/silent" ? TimeSpan.FromMilliseconds(300) : TimeSpan.FromMinutes(2);
        var fetched = await FetchAsync(folder, server.Url + path, new ImportOptions { MaximumBytes = 2 << 20, StallLimit = stall });

        Assert.Contains(why, fetched.Error!.Message, StringComparison.Ordinal);
        Assert.Equal(mayPass, fetched.Error is ImageNotFetched { MayPass: true });
        Assert.Empty(folder.Files);
    }

    [Fact]
    public async Task A_fetch_beyond_those_allowed_at_a_time_waits_for_its_turn()
    {
        var (reached, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var server = await StartAsync(("/slow", async context =>
        {
            reached.SetResult();
            await go.Task;
            await Bytes(Disk)(context);
        }
        ), ("/disk", Bytes(Disk)));
        using var folder = new StagingFolder();
        var options = new ImportOptions { MaximumAtOnce = 1 };
        using var download = new ImageDownload(Guard, options);
        using var fetch = new ImageFetch(folder.Staging, download, options);

        var first = fetch.FetchAsync(new ImageId(1), server.Url + "/slow", Ct);
        await reached.Task.WaitAsync(Ct);
        var second = await fetch.FetchAsync(new ImageId(2), server.Url + "/disk", Ct);
        Assert.True(second.IsOk || second.Error is null);
        Assert.Null(second.Value);

        go.SetResult();
        Assert.Equal(Disk.Length, (await first).Value);
        Assert.Equal(Disk.Length, (await fetch.FetchAsync(new ImageId(2), server.Url + "/disk", Ct)).Value);
    }

    [Fact]
    public async Task A_nearly_full_disk_takes_no_image()
    {
        await using var server = await WithAsync(Disk);
        var options = new ImportOptions { MinimumFreeBytes = long.MaxValue };
        using var folder = new StagingFolder(options);

        Assert.IsType<NoRoomForImage>((await FetchAsync(folder, server.Url + "/image", options)).Error);
        Assert.Empty(folder.Files);
    }

    private static ReceiverGuard Guard => new(new ReceiverAddresses(new ReceiverOptions { AllowedRanges = ["127.0.0.1/32"] }), new SystemResolver());

    private static async Task<Result<long?>> FetchAsync(string url)
    {
        using var folder = new StagingFolder();
        return await FetchAsync(folder, url);
    }

    private static async Task<Result<long?>> FetchAsync(StagingFolder folder, string url, ImportOptions? options = null, ReceiverGuard? guard = null)
    {
        options ??= new ImportOptions();
        using var download = new ImageDownload(guard ?? Guard, options);
        using var fetch = new ImageFetch(folder.Staging, download, options);
        return await fetch.FetchAsync(StagingFolder.Image, url, Ct);
    }

    private static Func<Microsoft.AspNetCore.Http.HttpContext, Task> Status(int status) => context =>
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    };

    private static async Task Endless(Microsoft.AspNetCore.Http.HttpContext context)
    {
        while (!context.RequestAborted.IsCancellationRequested)
        {
            await context.Response.Body.WriteAsync(Disk, context.RequestAborted);
        }
    }

    private static async Task Short(Microsoft.AspNetCore.Http.HttpContext context)
    {
        context.Response.ContentLength = Disk.Length;
        await context.Response.Body.WriteAsync(Disk.AsMemory(0, 1000));
        await context.Response.Body.FlushAsync();
        context.Abort();
    }

    private static async Task Silent(Microsoft.AspNetCore.Http.HttpContext context)
    {
        await context.Response.Body.WriteAsync(Disk.AsMemory(0, 1000));
        await context.Response.Body.FlushAsync();
        await Task.Delay(Timeout.Infinite, context.RequestAborted);
    }

    private static byte[] Noise(int length)
    {
        var bytes = new byte[length];
        new Random(1).NextBytes(bytes);
        return bytes;
    }

    private static byte[] Gzip(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(bytes);
        }

        return packed.ToArray();
    }
}
