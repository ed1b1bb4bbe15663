using System.Collections.Concurrent;
using System.Text;
using CloudControl.Domain.Storage;
using CloudControl.Infrastructure.Nbd;
using CloudControl.Workers.Hosts;
using Npgsql;

namespace CloudControl.Workers.Nbd;

/// <summary>
/// Shows the volumes of this process's hosts over NBD: one socket per host, <c>nbd.sock</c> in its folder, one export per volume while
/// somebody holds it.
/// </summary>
public sealed class NbdServing(StorageOptions storage, NpgsqlDataSource database, OpenExports exports, ILogger<NbdServing> log)
{
    /// <summary>The kernel's limit for the path of a unix socket, in bytes.</summary>
    private const int MaxSocketPathBytes = 107;

    private readonly ConcurrentDictionary<string, NbdServer> servers = new(StringComparer.Ordinal);

    /// <summary>Where a host's socket is; null when its path would be too long for one.</summary>
    public static string? SocketOf(StorageOptions storage, string hostName)
    {
        var path = Path.GetFullPath(Path.Combine(storage.FolderOf(hostName), "nbd.sock"));
        return Encoding.UTF8.GetByteCount(path) <= MaxSocketPathBytes ? path : null;
    }

    /// <summary>Begins to show a host that was opened.</summary>
    public void Open(string hostName, IStorageHost host)
    {
        if (SocketOf(storage, hostName) is { } socket)
        {
            servers[hostName] = NbdServer.Start(socket, new HostExports(host, hostName, database, exports), log);
        }
        else
        {
            log.LogWarning("Host {Host} is not served over NBD: its socket's path is longer than {Limit} bytes", hostName, MaxSocketPathBytes);
        }
    }

    /// <summary>Hangs up on everyone and removes the socket, before the host is closed.</summary>
    public async Task CloseAsync(string hostName)
    {
        if (servers.TryRemove(hostName, out var server))
        {
            await server.DisposeAsync();
        }
    }
}
