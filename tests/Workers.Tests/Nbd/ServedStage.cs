using System.Diagnostics;
using System.Text.Json;
using CloudControl.Infrastructure.Nbd;
using CloudControl.Workers.Tests.Laws;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace CloudControl.Workers.Tests.Nbd;

/// <summary>The volumes of a stage's host over NBD, until the stage's next run is driven: that opens the host anew.</summary>
internal sealed class ServedStage : IAsyncDisposable
{
    private readonly VolumeStage stage;
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("nbd-");
    private readonly NbdServer server;

    private ServedStage(VolumeStage stage)
    {
        this.stage = stage;
        var exports = new HostExports(stage.Droplet.Host, DropletStage.HostName, stage.Droplet.Database, stage.Droplet.Exports);
        server = NbdServer.Start(SocketPath, exports, NullLogger.Instance);
    }

    public string SocketPath => Path.Combine(folder.FullName, "nbd.sock");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static ServedStage Start(VolumeStage stage) => new(stage);

    /// <summary>What nbdinfo lists.</summary>
    public async Task<List<string>> ExportsAsync()
    {
        var start = new ProcessStartInfo("nbdinfo", ["--list", "--json", $"nbd+unix:///?socket={SocketPath}"]) { RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(Ct);
        await process.WaitForExitAsync(Ct);
        Assert.Equal(0, process.ExitCode);
        using var listed = JsonDocument.Parse(output);
        return [.. listed.RootElement.GetProperty("exports").EnumerateArray().Select(export => export.GetProperty("export-name").GetString()!)];
    }

    public async Task<string> DropletsDiskAsync()
    {
        await using var db = stage.Droplet.OpenDb();
        return (await db.Droplets.AsNoTracking().SingleAsync(d => d.Id == stage.Droplet.Droplet, Ct)).VolumeId.LogicalVolume;
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        folder.Delete(recursive: true);
    }
}
