using CloudControl.Domain.Storage;
using Npgsql;

namespace CloudControl.Infrastructure.Nbd;

/// <summary>
/// A host's volumes, each under the name of its logical volume, while somebody holds it (<see cref="ExportGrant"/>). The database is asked
/// at each opening: while it is away nobody new is let in, and those who are in stay.
/// </summary>
public sealed class HostExports(IStorageHost host, string hostName, NpgsqlDataSource database, OpenExports open) : INbdExports
{
    public async Task<IReadOnlyList<string>> ListAsync(CancellationToken ct) =>
        [.. (await ExportGrant.OfHostAsync(database, hostName, ct)).Keys.Select(id => id.LogicalVolume).Order(StringComparer.Ordinal)];

    public async Task<NbdExport?> OpenAsync(string name, CancellationToken ct)
    {
        if (VolumeId.OfLogicalVolume(name) is not { } id || open.TryEnter(id) is not { } use)
        {
            return null;
        }

        try
        {
            use.Grant = (await ExportGrant.AmongAsync(database, [id], ct)).GetValueOrDefault(id);
            if (use.Grant is { } grant)
            {
                return new NbdExport(await host.OpenAsync(id, ct), grant.IsReadOnly, use);
            }
        }
        catch (VolumeUnavailableException)
        {
            // Not on this host, taken from its owner, or its map is broken.
        }
        catch
        {
            use.Dispose();
            throw;
        }

        use.Dispose();
        return null;
    }
}
