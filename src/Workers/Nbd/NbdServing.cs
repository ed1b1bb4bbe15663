using System.Text;
using CloudControl.Infrastructure.Nbd;
using CloudControl.Infrastructure.Storage;
using CloudControl.Workers.Hosts;
using Npgsql;

namespace CloudControl.Workers.Nbd;

/// <summary>
/// Shows the volumes of this process's hosts over NBD: one socket per host, <c>nbd.sock</c> in its folder, one export per volume while
/// somebody holds it. Starts after the hosts were opened and ends before they close.
/// </summary>
public sealed class NbdServing(
    StorageHosts hosts, StorageOptions storage, NpgsqlDataSource database, OpenExports exports, ILogger<NbdServing> log) : IHostedService
{
    /// <summary>The kernel's limit for the path of a unix socket, in bytes.</summary>
    private const int MaxSocketPathBytes = 107;

    private readonly List<NbdServer> servers = [];

    /// <summary>Where a host's socket is; null when its path would be too long for one.</summary>
    public static string? SocketOf(StorageOptions storage, string hostName)
    {
        var path = Path.GetFullPath(Path.Combine(storage.Root, hostName, "nbd.sock"));
        return Encoding.UTF8.GetByteCount(path) <= MaxSocketPathBytes ? path : null;
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var name in hosts.Names)
        {
            if (SocketOf(storage, name) is { } socket)
            {
                servers.Add(NbdServer.Start(socket, new HostExports(hosts[name], name, database, exports), log));
            }
            else
            {
                log.LogWarning("Host {Host} is not served over NBD: its socket's path is longer than {Limit} bytes", name, MaxSocketPathBytes);
            }
        }

        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        foreach (var server in servers)
        {
            await server.DisposeAsync();
        }
    }
}
