using CloudControl.Domain.Storage;

namespace CloudControl.Infrastructure.Nbd;

/// <summary>What a server shows: block devices by name.</summary>
public interface INbdExports
{
    /// <summary>The names of all exports there are now.</summary>
    Task<IReadOnlyList<string>> ListAsync(CancellationToken ct);

    /// <summary>Opens an export for one connection, which disposes it; null when there is none of that name.</summary>
    Task<NbdExport?> OpenAsync(string name, CancellationToken ct);
}

/// <summary>An export as one connection has it open.</summary>
/// <param name="device">Its bytes; disposed with the export.</param>
/// <param name="isReadOnly">Whether every write is refused.</param>
/// <param name="use">The place among those who have it open, left when this is disposed; null when nobody counts them.</param>
public sealed class NbdExport(IBlockDevice device, bool isReadOnly = false, ExportUse? use = null) : IAsyncDisposable
{
    public IBlockDevice Device => device;

    public bool IsReadOnly => isReadOnly;

    /// <summary>Cancelled when the export is taken away: its connection is hung up on.</summary>
    public CancellationToken Withdrawn => use?.Withdrawn ?? CancellationToken.None;

    public async ValueTask DisposeAsync()
    {
        try
        {
            await device.DisposeAsync();
        }
        finally
        {
            use?.Dispose();
        }
    }
}
