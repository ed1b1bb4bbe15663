using System.Diagnostics;
using CloudControl.Domain.Storage;
using CloudControl.Infrastructure.Nbd;
using CloudControl.Infrastructure.Storage;
using CloudControl.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace CloudControl.Infrastructure.Tests.Nbd;

/// <summary>A volume as it is in production, in a file and with chunks of 64 KiB, shown over NBD.</summary>
internal sealed class DiskOverNbd : IAsyncDisposable
{
    public const string Group = "cc-nbd";

    private static readonly ByteSize Chunk = ByteSize.FromKiB(64);
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("nbd-disk-");
    private readonly SimulatedHostOptions options;
    private SimulatedHost? host;
    private NbdServer? server;

    private DiskOverNbd(ByteSize size, byte? pattern)
    {
        Store = CowStore.CoveringSize(size, Chunk, ByteSize.FromMiB(4));
        options = new SimulatedHostOptions { Name = "nbd", Path = Image, DiskBytes = ByteSize.FromMiB(16) + Store, FillPattern = pattern };
    }

    public string Image => InFolder("pv.img");

    public VolumeId Volume { get; private set; }

    public string Uri => $"nbd+unix:///{Volume.LogicalVolume}?socket={InFolder("nbd.sock")}";

    private ByteSize Store { get; }

    /// <param name="size">Virtual size.</param>
    /// <param name="pattern">What a former tenant left on the disk; null for a sparse file.</param>
    public static async Task<DiskOverNbd> StartAsync(ByteSize size, byte? pattern = null)
    {
        var disk = new DiskOverNbd(size, pattern);
        await disk.ServeAsync();
        var created = await disk.host!.CreateSparseVolumeAsync(VolumeId.New(), size, disk.Store, default);
        disk.Volume = created.Value!.Id;
        return disk;
    }

    public string InFolder(string name) => Path.Combine(folder.FullName, name);

    public async Task ServeAsync()
    {
        host = await SimulatedHost.OpenOrCreateAsync(options);
        server = NbdServer.Start(InFolder("nbd.sock"), new EveryVolume(host), NullLogger.Instance);
    }

    /// <summary>Closes the host, so that somebody else may have its disk.</summary>
    public async Task StopAsync()
    {
        await (server?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (host?.DisposeAsync() ?? ValueTask.CompletedTask);
        (server, host) = (null, null);
    }

    /// <summary>Runs a stock program, which has to succeed; its output.</summary>
    public static async Task<string> RunAsync(string program, params string[] arguments)
    {
        var inSbin = "/usr/sbin/" + program;
        var (exitCode, output) = await NbdRig.RunAsync(File.Exists(inSbin) ? inSbin : program, arguments);
        Assert.True(exitCode == 0, $"{program} {string.Join(' ', arguments)}: exit {exitCode}\n{output}");
        return output;
    }

    /// <summary>
    /// Lets something use the volume as a plain file, through nbdfuse. Where the machine has no FUSE, through a copy brought in by nbdcopy
    /// after, and the test's result says so.
    /// </summary>
    public async Task UseAsFileAsync(Func<string, Task> use)
    {
        var file = InFolder("disk");
        await File.WriteAllBytesAsync(file, []);
        if (!HasFuse())
        {
            TestContext.Current.AddWarning("/dev/fuse cannot be opened here: nbdcopy in place of nbdfuse");
            await RunAsync("nbdcopy", Uri, file);
            await use(file);
            await RunAsync("nbdcopy", "--flush", file, Uri);
            return;
        }

        using var fuse = Process.Start("nbdfuse", [file, Uri]);
        try
        {
            await Eventually.HoldsAsync(() => fuse.HasExited || new FileInfo(file).Length > 0, "nbdfuse mounts the export");
            await use(file);
        }
        finally
        {
            await NbdRig.RunAsync("fusermount3", "-u", file);
            await fuse.WaitForExitAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        folder.Delete(recursive: true);
    }

    private static bool HasFuse()
    {
        try
        {
            using var device = File.OpenHandle("/dev/fuse", FileMode.Open, FileAccess.ReadWrite);
            return true;
        }
        catch (Exception missing) when (missing is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
