using CloudControl.Domain.Storage;

namespace CloudControl.Infrastructure.Nbd;

/// <summary>What a server shows: block devices by name.</summary>
public interface INbdExports
{
    /// <summary>The names of all exports there are now.</summary>
    Task<IReadOnlyList<string>> ListAsync(CancellationToken ct);

    /// <summary>Opens an export for one connection, which disposes it; null when there is none of that name.</summary>
    Task<IBlockDevice?> OpenAsync(string name, CancellationToken ct);
}

/// <summary>A host's allocated volumes, each under the name of its logical volume.</summary>
public sealed class HostExports(IStorageHost host) : INbdExports
{
    public async Task<IReadOnlyList<string>> ListAsync(CancellationToken ct)
    {
        var names = new List<string>();
        await foreach (var entry in host.ListVolumesAsync(ct))
        {
            if (entry.State == ExtentState.Allocated)
            {
                names.Add(entry.Volume.LogicalVolume);
            }
        }

        return names;
    }

    public async Task<IBlockDevice?> OpenAsync(string name, CancellationToken ct)
    {
        if (VolumeId.OfLogicalVolume(name) is not { } id)
        {
            return null;
        }

        try
        {
            return await host.OpenAsync(id, ct);
        }
        catch (VolumeUnavailableException)
        {
            return null;   // unknown, taken from its owner, or its map is broken
        }
    }
}
