using System.Diagnostics;
using CloudControl.Domain.Images;
using CloudControl.Domain.Storage;
using CloudControl.Infrastructure.Images;
using CloudControl.Infrastructure.Persistence;
using CloudControl.Infrastructure.Runs;
using CloudControl.Infrastructure.Storage;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Workers.Hosts;

/// <summary>
/// Plays a volume's whole life once, on a small disk of its own, before a worker serves its hosts: laid, seen to be zero, written,
/// quarantined, scrubbed, released. A worker that cannot do that on its machine does not start; one that can has its code
/// compiled, and the customer who comes first does not wait for that.
/// </summary>
public sealed partial class Rehearsal(
    ImageWriter images, IDbContextFactory<CloudControlDb> databases, RunOptions runs, TimeProvider clock, ILogger<Rehearsal> log) : IHostedService
{
    private const string Tree = "debian-12";
    private const int MaximumSlices = 10;
    private static readonly ByteSize Disk = ByteSize.FromMiB(64);
    private static readonly ByteSize PhysicalDisk = ByteSize.FromMiB(128);
    private static readonly ByteSize MetadataArea = ByteSize.FromMiB(1);

    /// <exception cref="InvalidOperationException">The storage did not keep what it promises.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        var folder = Directory.CreateTempSubdirectory("cloudcontrol-rehearsal-");
        try
        {
            await Task.WhenAll(PlayAsync(Path.Combine(folder.FullName, "pv.img"), cancellationToken), OrderAsync(cancellationToken));
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        LogPassed(watch.ElapsedMilliseconds);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task PlayAsync(string path, CancellationToken ct)
    {
        var options = new SimulatedHostOptions { Name = "rehearsal", Path = path, DiskBytes = PhysicalDisk, MetadataAreaBytes = MetadataArea };
        await using var host = await SimulatedHost.OpenOrCreateAsync(options, ct);
        var capacity = await host.GetCapacityAsync(ct);
        var id = VolumeId.New();
        var laid = await host.CreateSparseVolumeAsync(id, Disk, CowStore.CoveringSize(Disk, options.ChunkBytes, capacity.ExtentBytes), ct);
        Require(laid.IsOk, "a volume could not be laid");

        await using (var device = await host.OpenAsync(id, ct))
        {
            var before = new byte[Disk.Bytes];
            await device.ReadAsync(0, before, ct);
            Require(!before.AsSpan().ContainsAnyExcept((byte)0), "a fresh volume did not read as zero");
            var order = new ImageOrder(
                ImageSource.Tree, Tree, Disk, "rehearsal", ["ssh-ed25519 AAAA rehearsal"], "#cloud-config\n", id, DropletId: 0, DateTimeOffset.UnixEpoch);
            Require((await images.WriteAsync(order, device, ct)).IsOk, "an image could not be written");
        }

        await host.QuarantineAsync(id, ct);
        var scrub = await host.ScrubAsync(id, ScrubCursor.Start, ct);
        for (var slice = 1; scrub.Receipt is null && slice < MaximumSlices; slice++)
        {
            scrub = await host.ScrubAsync(id, scrub.Cursor, ct);
        }

        await host.ReleaseAsync(
            id, ReleaseGrounds.Scrubbed(scrub.Receipt ?? throw new InvalidOperationException("the rehearsal failed: the scrub does not end")), ct);
        Require((await host.GetCapacityAsync(ct)).FreeExtents == capacity.TotalExtents, "extents were not given back");
    }

    /// <summary>A database that is away, or too busy to answer, is waited for, as at any other time: that is no fault of this machine's.</summary>
    private async Task OrderAsync(CancellationToken ct)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                await using var db = await databases.CreateDbContextAsync(ct);
                await OrderRehearsal.PlayAsync(db, clock, ct);
                return;
            }
            catch (Exception e) when (DatabaseAway.IsCauseOf(e))
            {
                LogWaiting(e.GetBaseException().Message);
                await Task.Delay(runs.Reconnect.Delay(tries), clock, ct);
            }
        }
    }

    private static void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new InvalidOperationException($"the rehearsal failed: {otherwise}");
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "waiting for the database before anything is served: {Why}")]
    private partial void LogWaiting(string why);

    [LoggerMessage(Level = LogLevel.Information, Message = "rehearsed a volume's life in {ElapsedMilliseconds} ms")]
    private partial void LogPassed(long elapsedMilliseconds);
}
