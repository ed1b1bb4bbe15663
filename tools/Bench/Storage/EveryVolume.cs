using CloudControl.Domain.Storage;
using CloudControl.Infrastructure.Nbd;

namespace CloudControl.Bench.Storage;

/// <summary>A host's volumes as exports, to whoever asks: there are no customers here, and no database to say whose what is.</summary>
internal sealed class EveryVolume(IStorageHost host) : INbdExports
{
    public Task<IReadOnlyList<string>> ListAsync(CancellationToken ct) => Task.FromResult<IReadOnlyList<string>>([]);

    public async Task<NbdExport?> OpenAsync(string name, CancellationToken ct) =>
        VolumeId.OfLogicalVolume(name) is { } id ? new NbdExport(await host.OpenAsync(id, ct)) : null;
}
