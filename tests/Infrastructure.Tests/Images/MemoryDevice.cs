using CloudControl.Domain.Storage;

namespace CloudControl.Infrastructure.Tests.Images;

/// <summary>A block device of chunks in memory, which can be told to fail after some writes.</summary>
internal sealed class MemoryDevice(long length, int chunkBytes = 65536) : IBlockDevice
{
    private readonly SortedDictionary<long, byte[]> chunks = [];

    public long Length => length;

    public int ChunkBytes => chunkBytes;

    public long ChunksWritten => chunks.Count;

    /// <summary>Writes that still succeed; null for all.</summary>
    public int? WritesLeft { get; set; }

    public bool IsFlushed { get; private set; } = true;

    /// <summary>Chunk numbers in order with their bytes.</summary>
    public IReadOnlyDictionary<long, byte[]> Chunks => chunks;

    public ValueTask ReadAsync(long offset, Memory<byte> buffer, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset + buffer.Length, length);
        for (var done = 0; done < buffer.Length;)
        {
            var (chunk, within, count) = Place(offset + done, buffer.Length - done);
            var target = buffer.Span.Slice(done, count);
            if (chunks.TryGetValue(chunk, out var bytes))
            {
                bytes.AsSpan(within, count).CopyTo(target);
            }
            else
            {
                target.Clear();
            }

            done += count;
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask WriteAsync(long offset, ReadOnlyMemory<byte> data, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset + data.Length, length);
        if (WritesLeft is 0)
        {
            throw new IOException("the device was told to fail");
        }

        WritesLeft--;
        IsFlushed = false;
        for (var done = 0; done < data.Length;)
        {
            var (chunk, within, count) = Place(offset + done, data.Length - done);
            if (!chunks.TryGetValue(chunk, out var bytes))
            {
                chunks[chunk] = bytes = new byte[chunkBytes];
            }

            data.Span.Slice(done, count).CopyTo(bytes.AsSpan(within));
            done += count;
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask FlushAsync(CancellationToken ct)
    {
        IsFlushed = true;
        return ValueTask.CompletedTask;
    }

    public IEnumerable<VolumeStretch> Map(long offset, long length)
    {
        for (long done = 0; done < length;)
        {
            var (chunk, _, count) = Place(offset + done, length - done);
            yield return new VolumeStretch(offset + done, count, chunks.ContainsKey(chunk));
            done += count;
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private (long Chunk, int Within, int Count) Place(long offset, long left)
    {
        var within = (int)(offset % chunkBytes);
        return (offset / chunkBytes, within, (int)Math.Min(left, chunkBytes - within));
    }
}
