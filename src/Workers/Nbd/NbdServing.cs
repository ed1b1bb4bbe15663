using System.Text;
using CloudControl.Infrastructure.Nbd;
using CloudControl.Infrastructure.Storage;
using CloudControl.Workers.Hosts;

namespace CloudControl.Workers.Nbd;

/// <summary>
/// Shows every volume of this process's hosts over NBD: one socket per host, <c>nbd.sock</c> in its folder, one export per volume. Starts
/// after the hosts were opened and ends before they close.
/// </summary>
public sealed class NbdServing(StorageHosts hosts, StorageOptions storage, ILogger<NbdServing> log) : IHostedService
{
    /// <summary>The kernel's limit for the path of a unix socket, in bytes.</summary>
    private const int MaxSocketPathBytes = 107;

    private readonly List<NbdServer> servers = [];

    /// <summary>Where a host's socket is.</summary>
    public static string SocketOf(StorageOptions storage, string hostName) => Path.GetFullPath(Path.Combine(storage.Root, hostName, "nbd.sock"));

    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var name in hosts.Names)
        {
            var socket = SocketOf(storage, name);
            if (Encoding.UTF8.GetByteCount(socket) > MaxSocketPathBytes)
                log.LogWarning("Host {Host} is not served over NBD: {Socket} is longer than {Limit} bytes", name, socket, MaxSocketPathBytes);
            else
                servers.Add(NbdServer.Start(socket, new HostExports(hosts[name]), log));
        }

        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        foreach (var server in servers)
            await server.DisposeAsync();
    }
}
