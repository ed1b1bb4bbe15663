using CloudControl.Domain.Runs;
using CloudControl.Infrastructure.Storage;
using CloudControl.Infrastructure.Storage.Disks;
using CloudControl.Workers.Nbd;
using Host = CloudControl.Domain.Hosts.Host;

namespace CloudControl.Workers.Hosts;

/// <summary>
/// Opens this process's storage hosts before anything else starts, and closes them after everything else stopped. A host that
/// another process serves is waited for: this one stands by until the other ends, however it ends. A host whose disk cannot be read
/// ends the start: a worker that silently serves less is worse than none.
/// </summary>
public sealed partial class HostServing(
    StorageHosts hosts, HostRegister register, IRunDispatcher engine, StorageOptions storage, TimeProvider clock, ILogger<HostServing> log)
    : IHostedService
{
    /// <summary>Between two looks whether a host is free.</summary>
    private static readonly TimeSpan StandBy = TimeSpan.FromMilliseconds(200);

    private readonly List<SimulatedHost> opened = [];

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        // By name, whatever the order they are listed in: two workers that each hold the other's host would wait for ever.
        foreach (var name in storage.HostNames.Order(StringComparer.Ordinal))
        {
            var host = await OpenAsync(name, cancellationToken);
            opened.Add(host);
            var capacity = await host.GetCapacityAsync(cancellationToken);
            var entry = Host.Register(
                name, StorageOptions.RegionOf(name), capacity.ExtentBytes, (int)storage.Chunk.Bytes, capacity.TotalExtents, clock.GetUtcNow(),
                engine.EngineName, NbdServing.SocketOf(storage, name));
            if (await register.EnterAsync(entry, cancellationToken))
            {
                hosts.Add(name, host);
            }
            else
            {
                LogRemoved(name);
            }
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        foreach (var host in opened)
        {
            await host.DisposeAsync();
        }
    }

    private async Task<SimulatedHost> OpenAsync(string name, CancellationToken ct)
    {
        var folder = Directory.CreateDirectory(Path.Combine(storage.Root, name));
        var options = new SimulatedHostOptions
        {
            Name = name,
            Path = Path.Combine(folder.FullName, "pv.img"),
            DiskBytes = storage.Disk,
            ExtentBytes = storage.Extent,
            ChunkBytes = storage.Chunk,
            FillPattern = storage.FillPattern,
            TimeProvider = clock,
        };
        for (var told = false; ; told = true)
        {
            try
            {
                return await SimulatedHost.OpenOrCreateAsync(options, ct);
            }
            catch (DiskInUseException e)
            {
                if (!told)
                {
                    LogStandingBy(name, e.Message);
                }

                await Task.Delay(StandBy, clock, ct);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "standing by for host {Host}: {Why}")]
    private partial void LogStandingBy(string host, string why);

    [LoggerMessage(Level = LogLevel.Warning, Message = "host {Host} was removed: it is not served; take it out of Storage:Hosts")]
    private partial void LogRemoved(string host);
}
