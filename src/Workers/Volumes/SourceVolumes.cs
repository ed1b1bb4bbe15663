using CloudControl.Domain.Storage;
using CloudControl.Domain.Volumes;
using CloudControl.Infrastructure.Nbd;
using CloudControl.Infrastructure.Persistence;
using CloudControl.Infrastructure.Storage;
using CloudControl.Workers.Hosts;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Workers.Volumes;

/// <summary>
/// Opens what is copied, wherever it lies: on a host of this process, or on one that another process of this machine serves, over that
/// host's NBD export.
/// </summary>
public sealed class SourceVolumes(StorageHosts hosts, CloudControlDb db)
{
    /// <returns>The source to read; null when no process of this machine serves its host.</returns>
    /// <exception cref="ExportLostException">Its host is served on this machine, and nobody answers there at the moment.</exception>
    public async Task<IBlockDevice?> OpenAsync(Volume source, CancellationToken ct)
    {
        if (hosts.Serves(source.HostName))
        {
            return await hosts[source.HostName].OpenAsync(source.Id, ct);
        }

        var host = await db.Hosts.AsNoTracking().SingleAsync(h => h.Name == source.HostName, ct);
        return host.NbdSocket is { } socket && StorageOptions.IsHere(host.ServedFrom) ? await RemoteVolume.OpenAsync(socket, source.Id, ct) : null;
    }
}
