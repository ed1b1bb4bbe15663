namespace CloudControl.Infrastructure.Storage.Disks;

/// <summary>
/// A disk as a run of bytes with a volatile cache: what is written may be lost, whole or in part and in any order, until
/// <see cref="Flush"/> returns. The seam for fault injection below everything that knows a format. Safe for concurrent use.
/// </summary>
public interface IRawDisk : IDisposable
{
    /// <summary>Size in bytes; never changes.</summary>
    long Length { get; }

    /// <summary>Fills the buffer from a byte offset.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The range leaves the disk.</exception>
    /// <exception cref="IOException">The disk could not deliver.</exception>
    void Read(long offset, Span<byte> buffer);

    /// <summary>Reads if the machine's memory holds the range. False: the buffer may be filled in part; a disk that cannot tell says so too.</summary>
    /// <inheritdoc cref="Read" path="/exception"/>
    bool TryReadCached(long offset, Span<byte> buffer) => false;

    /// <summary>Writes at a byte offset; durable after the next <see cref="Flush"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The range leaves the disk.</exception>
    /// <exception cref="IOException">The disk could not take it; any part of it may have been written.</exception>
    void Write(long offset, ReadOnlySpan<byte> data);

    /// <summary>Makes every completed write durable.</summary>
    void Flush();

    /// <summary>The same for who can go on later; a disk that has nothing better to do flushes on the caller's thread.</summary>
    Task FlushAsync()
    {
        Flush();
        return Task.CompletedTask;
    }

    /// <summary>The first offset at or after <paramref name="offset"/> that may hold a byte other than zero; <see cref="Length"/>
    /// when there is none. A disk that cannot tell says the offset itself.</summary>
    long NextData(long offset) => Math.Min(offset, Length);

    /// <summary>Asks that the next read of this range come from the medium rather than from a cache, where that can be had.</summary>
    void ForgetCached(long offset, long length)
    {
    }
}
