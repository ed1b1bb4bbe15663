using CloudControl.Domain.Storage;
using CloudControl.Infrastructure.Nbd;

namespace CloudControl.Infrastructure.Tests.Nbd;

/// <summary>All of a host's allocated volumes, whoever holds them: for tests of what is below, without a database.</summary>
internal sealed class EveryVolume(IStorageHost host, bool readOnly = false) : INbdExports
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

    public async Task<NbdExport?> OpenAsync(string name, CancellationToken ct)
    {
        try
        {
            return VolumeId.OfLogicalVolume(name) is { } id ? new NbdExport(await host.OpenAsync(id, ct), readOnly) : null;
        }
        catch (VolumeUnavailableException)
        {
            return null;
        }
    }
}
