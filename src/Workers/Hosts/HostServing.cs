using CloudControl.Infrastructure.Storage;
using CloudControl.Workers.Nbd;

namespace CloudControl.Workers.Hosts;

/// <summary>
/// Opens this process's storage hosts before anything else starts, and closes them after everything else stopped. A host that
/// another process serves, or whose disk cannot be read, ends the start: a worker that silently serves less is worse than none.
/// </summary>
public sealed class HostServing(StorageHosts hosts, HostRegister register, StorageOptions storage, TimeProvider clock) : IHostedService
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
                    Name = name, Path = Path.Combine(folder.FullName, "pv.img"), DiskBytes = storage.Disk, ExtentBytes = storage.Extent,
                    ChunkBytes = storage.Chunk, FillPattern = storage.FillPattern, TimeProvider = clock,
                },
                cancellationToken);
            opened.Add(host);
            hosts.Add(name, host);
            await register.EnterAsync(
                name, StorageOptions.RegionOf(name), await host.GetCapacityAsync(cancellationToken), storage.Chunk,
                NbdServing.SocketOf(storage, name), cancellationToken);
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        foreach (var host in opened)
        {
            await host.DisposeAsync();
        }
    }
}
