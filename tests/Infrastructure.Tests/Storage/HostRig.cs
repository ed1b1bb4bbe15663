using CloudControl.Domain.Storage;

namespace CloudControl.Infrastructure.Tests.Storage;

/// <summary>A host under test, with a hand on the disk beneath it.</summary>
public abstract class HostRig : IAsyncDisposable
{
    /// <summary>The byte a former tenant filled everything with.</summary>
    public const byte Secret = 0xA5;

    public abstract IStorageHost Port { get; }

    /// <summary>Fills every free extent with <see cref="Secret"/>, beneath the port.</summary>
    public abstract Task FillFreeExtentsAsync();

    /// <summary>Makes every write to, or read from, the extents fail until <see cref="Heal"/>.</summary>
    public abstract void BreakExtents(bool writes, bool reads);

    public abstract void Heal();

    /// <summary>Stops the host and starts it again on the same disk.</summary>
    public abstract Task ReopenAsync();

    public abstract ValueTask DisposeAsync();
}
