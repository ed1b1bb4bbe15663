using CloudControl.Domain.Runs;
using CloudControl.Infrastructure.Rounds;
using CloudControl.Infrastructure.Runs;
using CloudControl.Infrastructure.Storage;
using CloudControl.Infrastructure.Storage.Disks;
using CloudControl.Workers.Nbd;
using Host = CloudControl.Domain.Hosts.Host;

namespace CloudControl.Workers.Hosts;

/// <summary>
/// Opens this process's storage hosts before anything else starts, and closes them after everything else stopped. Meanwhile it looks,
/// at a steady pace, for hosts that are to be served and are not: those that another process served until now, and those that were added
/// while this one ran.
/// </summary>
/// <remarks>
/// A host is served by who has its disk's file locked and its row in the database leased, in that order. At the start a disk that cannot be
/// read ends the process: a worker that silently serves less is worse than none. Later it is logged and tried again.
/// </remarks>
public sealed partial class HostServing(
    StorageHosts hosts, HostRegister register, NbdServing exports, RunQueue queue, IRunDispatcher engine, StorageOptions storage,
    WantedHosts wanted, TimeProvider clock, ILogger<HostServing> log)
    : SteadyRounds(Look, clock)
{
    /// <summary>Between two looks whether there is a host to serve.</summary>
    public static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);

    private readonly SemaphoreSlim gate = new(1, 1);
    private readonly Dictionary<string, SimulatedHost> opened = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> told = new(StringComparer.Ordinal);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await LookAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        var names = opened.Keys.ToList();
        await LetGoAsync(names, CancellationToken.None);
        try
        {
            await register.ReleaseAsync(names);
        }
        catch (Exception failure)
        {
            LogNotReleased(failure);
        }
    }

    public override void Dispose()
    {
        gate.Dispose();
        base.Dispose();
    }

    /// <summary>Serves what is to be served, is not, and can be.</summary>
    public async Task LookAsync(CancellationToken ct)
    {
        await gate.WaitAsync(ct);
        try
        {
            foreach (var name in await wanted.MissingAsync(opened.Keys, Tell, ct))
            {
                await ServeAsync(name, ct);
            }
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Closes hosts that are not this process's any more: removed, or another's.</summary>
    public async Task LetGoAsync(IReadOnlyCollection<string> names, CancellationToken ct)
    {
        await gate.WaitAsync(ct);
        try
        {
            foreach (var name in names)
            {
                if (opened.Remove(name, out var host))
                {
                    hosts.Remove(name);
                    await exports.CloseAsync(name);
                    await host.DisposeAsync();
                    LogClosed(name);
                }
            }
        }
        finally
        {
            gate.Release();
        }
    }

    protected override bool BeginsLater => true;

    protected override Task RoundAsync(CancellationToken ct) => LookAsync(ct);

    protected override void LogMissed(Exception failure) => Tell("", failure.Message);

    private async Task ServeAsync(string name, CancellationToken ct)
    {
        SimulatedHost host;
        try
        {
            host = await OpenAsync(name, ct);
        }
        catch (DiskInUseException inUse)
        {
            Tell(name, inUse.Message);
            return;
        }

        try
        {
            var capacity = await host.GetCapacityAsync(ct);
            var entry = Host.Register(
                name, Host.RegionOf(name), capacity.ExtentBytes, (int)storage.Chunk.Bytes, capacity.TotalExtents, Clock.GetUtcNow(),
                engine.EngineName, NbdServing.SocketOf(storage, name));
            if (await register.EnterAsync(entry, storage.PlaceOf(name), ct))
            {
                // Before this the host had no server, or one that died: what that one took to drive, nobody drives.
                await queue.ForgetDispatchesAsync([name], ct);
                opened.Add(name, host);
                hosts.Add(name, host);
                exports.Open(name, host);
                told.Remove(name);
                LogServing(name);
                return;
            }
        }
        catch
        {
            if (opened.Remove(name))
            {
                hosts.Remove(name);
            }

            await host.DisposeAsync();
            throw;
        }

        await host.DisposeAsync();   // somebody was faster
    }

    private Task<SimulatedHost> OpenAsync(string name, CancellationToken ct)
    {
        Directory.CreateDirectory(storage.FolderOf(name));
        return SimulatedHost.OpenOrCreateAsync(
            new SimulatedHostOptions
            {
                Name = name,
                Path = storage.DiskOf(name),
                DiskBytes = storage.Disk,
                ExtentBytes = storage.Extent,
                ChunkBytes = storage.Chunk,
                FillPattern = storage.FillPattern,
                TimeProvider = Clock,
            },
            ct);
    }

    /// <summary>Once, however often it is seen.</summary>
    private void Tell(string name, string why)
    {
        if (!told.TryGetValue(name, out var before) || before != why)
        {
            told[name] = why;
            LogStandingBy(name, why);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "serving host {Host}")]
    private partial void LogServing(string host);

    [LoggerMessage(Level = LogLevel.Information, Message = "standing by for host {Host}: {Why}")]
    private partial void LogStandingBy(string host, string why);

    [LoggerMessage(Level = LogLevel.Information, Message = "host {Host} is closed")]
    private partial void LogClosed(string host);

    [LoggerMessage(Level = LogLevel.Warning, Message = "could not say that the hosts are free; their leases lapse")]
    private partial void LogNotReleased(Exception exception);
}
