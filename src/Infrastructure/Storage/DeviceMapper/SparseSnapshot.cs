using System.Buffers;
using CloudControl.Domain.Storage;
using CloudControl.Infrastructure.Storage.Disks;

namespace CloudControl.Infrastructure.Storage.DeviceMapper;

/// <summary>
/// dm-snapshot over dm-zero: a volume whose written chunks lie in its COW store and whose others are zero. One per volume, shared
/// by every device open on it. Reads, and writes to chunks that have an exception, take no lock; a write that needs new chunks
/// takes the volume's own. No volume ever waits for another.
/// </summary>
public sealed class SparseSnapshot
{
    /// <summary>New chunks are written in runs of at most this many bytes.</summary>
    private const int LargestAppendBytes = 1024 * 1024;

    private readonly ExceptionStore exceptions;
    private readonly AsyncLock allocation = new();
    private volatile LinearTarget store;
    private long length;

    /// <param name="store">The COW store.</param>
    /// <param name="flush">Flushes of the disk beneath.</param>
    /// <param name="loaded">What the store says.</param>
    /// <param name="length">Virtual size in bytes.</param>
    public SparseSnapshot(LinearTarget store, SharedFlush flush, StoredExceptions loaded, long length)
    {
        (this.store, this.length) = (store, length);
        exceptions = new ExceptionStore(store, flush, loaded);
    }

    /// <summary>Virtual size in bytes.</summary>
    public long Length => Volatile.Read(ref length);

    /// <summary>Bytes of the COW store.</summary>
    public long StoreBytes => store.Length;

    public int ChunkBytes => exceptions.ChunkBytes;

    public long ChunksWritten => exceptions.Table.Count;

    /// <summary>The store's chunks up to here are header, areas or were given out; none behind it was, since it was loaded.</summary>
    public long NextFree => exceptions.NextFree;

    /// <summary>Whoever reads or writes enters here first; closed when the volume is taken from its owner.</summary>
    public OperationGate Gate { get; } = new();

    public void Read(long offset, Span<byte> buffer)
    {
        RawRange.Require(Length, offset, buffer.Length);
        while (buffer.Length > 0)
        {
            var (position, count) = RunAt(offset, buffer.Length);
            if (position is { } stored)
            {
                store.Read(stored, buffer[..count]);
            }
            else
            {
                buffer[..count].Clear();
            }

            offset += count;
            buffer = buffer[count..];
        }
    }

    /// <summary>Reads what is zero or cached. False: something in the range is neither.</summary>
    public bool TryReadAtOnce(long offset, Span<byte> buffer)
    {
        RawRange.Require(Length, offset, buffer.Length);
        while (buffer.Length > 0)
        {
            var (position, count) = RunAt(offset, buffer.Length);
            if (position is not { } stored)
            {
                buffer[..count].Clear();
            }
            else if (!store.TryReadCached(stored, buffer[..count]))
            {
                return false;
            }

            offset += count;
            buffer = buffer[count..];
        }

        return true;
    }

    /// <summary>Writes a range that needs no new chunk and lies together in the store. False: it does not; nothing was written.</summary>
    public bool TryWriteAtOnce(long offset, ReadOnlySpan<byte> data)
    {
        RawRange.Require(Length, offset, data.Length);
        if (data.Length == 0 || RunAt(offset, data.Length) is not ({ } stored, var count) || count < data.Length)
        {
            return data.Length == 0;
        }

        store.Write(stored, data);
        return true;
    }

    public async ValueTask WriteAsync(long offset, ReadOnlyMemory<byte> data, CancellationToken ct)
    {
        RawRange.Require(Length, offset, data.Length);
        while (data.Length > 0)
        {
            ct.ThrowIfCancellationRequested();
            var (position, count) = RunAt(offset, data.Length);
            if (position is { } stored)
            {
                store.Write(stored, data.Span[..count]);
            }
            else
            {
                count = await WriteNewChunksAsync(offset, data[..count], ct);
            }

            (offset, data) = (offset + count, data[count..]);
        }
    }

    /// <summary>Takes note that the volume was extended. Whoever has it open sees the new length from then on.</summary>
    /// <param name="larger">The store, with the extents that were added.</param>
    /// <param name="newLength">Virtual size in bytes.</param>
    public async Task GrowAsync(LinearTarget larger, long newLength)
    {
        using var turn = await allocation.EnterAsync();
        if (larger.Length > store.Length)
        {
            exceptions.Grow(larger);
            store = larger;
        }

        if (newLength > length)
        {
            // The length last: whoever sees it finds the table and the store large enough.
            exceptions.Table.Grow((newLength + ChunkBytes - 1) / ChunkBytes);
            Volatile.Write(ref length, newLength);
        }
    }

    /// <summary>Makes every completed write durable.</summary>
    public Task FlushAsync() => exceptions.CommitAsync();

    /// <summary>Which parts of a range were written, in order, neighbours joined.</summary>
    public IEnumerable<VolumeStretch> Map(long offset, long length)
    {
        RawRange.Require(Length, offset, length);
        var (start, end) = (offset, offset + length);
        bool? written = null;
        for (var at = offset; at < end;)
        {
            var here = exceptions.Table[at / ChunkBytes] != 0;
            if (written is { } before && before != here)
            {
                yield return new VolumeStretch(start, at - start, before);
                start = at;
            }

            written = here;
            at = Math.Min(end, ((at / ChunkBytes) + 1) * ChunkBytes);
        }

        if (written is { } last)
        {
            yield return new VolumeStretch(start, end - start, last);
        }
    }

    /// <summary>Where the store has these bytes, and how many of them lie there together; no position for a hole.</summary>
    private (long? Position, int Count) RunAt(long offset, int wanted)
    {
        var (chunk, within) = (offset / ChunkBytes, offset % ChunkBytes);
        long first = exceptions.Table[chunk];
        var count = Math.Min(wanted, ChunkBytes - within);
        for (long next = 1; count < wanted; next++)
        {
            if (exceptions.Table[chunk + next] != (first == 0 ? 0 : first + next))
            {
                break;
            }

            count = Math.Min(wanted, count + ChunkBytes);
        }

        return (first == 0 ? null : (first * ChunkBytes) + within, (int)count);
    }

    /// <summary>Writes the head of the data into new chunks, whole ones, with zeroes round it. Answers how much it took.</summary>
    private async ValueTask<int> WriteNewChunksAsync(long offset, ReadOnlyMemory<byte> data, CancellationToken ct)
    {
        using var turn = await allocation.EnterAsync(ct);
        var (position, hole) = RunAt(offset, data.Length);
        if (position is not null)
        {
            return 0; // another writer was faster; the caller finds its chunk
        }

        if (exceptions.Room <= 0)
        {
            await exceptions.CommitAsync();
        }

        var within = (int)(offset % ChunkBytes);
        var wanted = (within + Math.Min(hole, LargestAppendBytes) + ChunkBytes - 1) / ChunkBytes;
        var chunks = exceptions.ContiguousFree((int)Math.Min(wanted, exceptions.Room));
        var count = Math.Min(hole, (chunks * ChunkBytes) - within);
        AppendPadded(offset / ChunkBytes, within, data.Span[..count], chunks * ChunkBytes);
        return count;
    }

    private void AppendPadded(long chunk, int within, ReadOnlySpan<byte> data, int bytes)
    {
        if (data.Length == bytes)
        {
            exceptions.Append(chunk, data);
            return;
        }

        var whole = ArrayPool<byte>.Shared.Rent(bytes);
        try
        {
            // The origin is zero, so copying the rest of the chunk from it is writing zeroes; a rented buffer is anything but.
            whole.AsSpan(0, within).Clear();
            data.CopyTo(whole.AsSpan(within));
            whole.AsSpan(within + data.Length, bytes - within - data.Length).Clear();
            exceptions.Append(chunk, whole.AsSpan(0, bytes));
        }
        finally
        {
            whole.AsSpan(within, data.Length).Clear();   // one customer's bytes; the pool serves all
            ArrayPool<byte>.Shared.Return(whole);
        }
    }
}
