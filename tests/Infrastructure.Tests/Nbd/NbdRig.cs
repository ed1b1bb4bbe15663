using System.Diagnostics;
using CloudControl.Domain.Storage;
using CloudControl.Infrastructure.Nbd;
using CloudControl.Infrastructure.Tests.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace CloudControl.Infrastructure.Tests.Nbd;

/// <summary>A simulated host on a disk full of a former tenant's bytes, with one volume, shown over NBD; and stock clients to use it.</summary>
internal sealed class NbdRig : IAsyncDisposable
{
    private static readonly TimeSpan ClientLimit = TimeSpan.FromSeconds(60);
    private readonly DirectoryInfo folder;
    private readonly NbdServer server;

    private NbdRig(SimulatedRig host, SparseVolume volume, IBlockDevice device, bool readOnly)
    {
        (Host, Volume, Device) = (host, volume, device);
        folder = Directory.CreateTempSubdirectory("nbd-");
        server = NbdServer.Start(SocketPath, new EveryVolume(host.Port, readOnly), NullLogger.Instance);
    }

    public static ByteSize Disk { get; } = ByteSize.FromMiB(2);

    public SimulatedRig Host { get; }

    public SparseVolume Volume { get; }

    /// <summary>The volume, beside the server.</summary>
    public IBlockDevice Device { get; }

    public string SocketPath => Path.Combine(folder.FullName, "nbd.sock");

    public string Uri => UriOf(Volume.LogicalVolume);

    public static async Task<NbdRig> StartAsync(bool readOnly = false)
    {
        var host = await SimulatedRig.StartAsync();
        var store = CowStore.CoveringSize(Disk, SimulatedRig.Chunk, SimulatedRig.Extent);
        var volume = await host.Port.CreateSparseVolumeAsync(VolumeId.New(), Disk, store, default);
        return new NbdRig(host, volume.Value!, await host.Port.OpenAsync(volume.Value!.Id, default), readOnly);
    }

    public string UriOf(string export) => $"nbd+unix:///{export}?socket={SocketPath}";

    public string InFolder(string name) => Path.Combine(folder.FullName, name);

    /// <summary>Runs a stock client to its end.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(ClientLimit);
        var output = process.StandardOutput.ReadToEndAsync(limit.Token);
        var errors = process.StandardError.ReadToEndAsync(limit.Token);
        await process.WaitForExitAsync(limit.Token);
        return (process.ExitCode, await output + await errors);
    }

    /// <summary>Runs qemu-io's commands on the export; its output.</summary>
    public async Task<string> QemuIoAsync(params string[] commands)
    {
        var (_, output) = await RunAsync("qemu-io", ["-f", "raw", .. commands.SelectMany(command => new[] { "-c", command }), Uri]);
        return output;
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        await Device.DisposeAsync();
        await Host.DisposeAsync();
        folder.Delete(recursive: true);
    }
}
