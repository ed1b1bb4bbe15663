using CloudControl.Domain.Runs;
using CloudControl.Infrastructure.Storage;
using CloudControl.Workers.Nbd;
using Host = CloudControl.Domain.Hosts.Host;

namespace CloudControl.Workers.Hosts;

/// <summary>
/// Opens this process's storage hosts before anything else starts, and closes them after everything else stopped. A host that
/// another process serves, or whose disk cannot be read, ends the start: a worker that silently serves less is worse than none.
/// </summary>
public sealed partial class HostServing(
    StorageHosts hosts, HostRegister register, IRunDispatcher engine, StorageOptions storage, TimeProvider clock, ILogger<HostServing> log) : IHostedService
{
    private readonly List<SimulatedHost> opened = [];

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var name in storage.HostNames)
        {
            var folder = Directory.CreateDirectory(Path.Combine(storage.Root, name));
            var host = await SimulatedHost.OpenOrCreateAsync(
                new SimulatedHostOptions
                {
                    Name = name,
                    Path = Path.Combine(folder.FullName, "pv.img"),
                    DiskBytes = storage.Disk,
                    ExtentBytes = storage.Extent,
                    ChunkBytes = storage.Chunk,
                    FillPattern = storage.FillPattern,
                    TimeProvider = clock,
                },
                cancellationToken);
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

    [LoggerMessage(Level = LogLevel.Warning, Message = "host {Host} was removed: it is not served; take it out of Storage:Hosts")]
    private partial void LogRemoved(string host);
}
