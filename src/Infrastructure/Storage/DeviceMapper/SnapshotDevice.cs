using CloudControl.Domain.Storage;

namespace CloudControl.Infrastructure.Storage.DeviceMapper;

/// <summary>One opening of a sparse volume. Closing it flushes nothing: what was not flushed was not promised.</summary>
public sealed class SnapshotDevice(VolumeId id, SparseSnapshot snapshot) : IBlockDevice
{
    private volatile bool closed;

    public long Length => snapshot.Length;

    public int ChunkBytes => snapshot.ChunkBytes;

    public long ChunksWritten => snapshot.ChunksWritten;

    public ValueTask ReadAsync(long offset, Memory<byte> buffer, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        Enter();
        try
        {
            snapshot.Read(offset, buffer.Span);
            return ValueTask.CompletedTask;
        }
        finally
        {
            snapshot.Gate.Exit();
        }
    }

    public async ValueTask WriteAsync(long offset, ReadOnlyMemory<byte> data, CancellationToken ct)
    {
        Enter();
        try
        {
            await snapshot.WriteAsync(offset, data, ct);
        }
        finally
        {
            snapshot.Gate.Exit();
        }
    }

    public async ValueTask FlushAsync(CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        Enter();
        try
        {
            await snapshot.FlushAsync();
        }
        finally
        {
            snapshot.Gate.Exit();
        }
    }

    public bool TryReadAtOnce(long offset, Span<byte> buffer)
    {
        Enter();
        try
        {
            return snapshot.TryReadAtOnce(offset, buffer);
        }
        finally
        {
            snapshot.Gate.Exit();
        }
    }

    public bool TryWriteAtOnce(long offset, ReadOnlySpan<byte> data)
    {
        Enter();
        try
        {
            return snapshot.TryWriteAtOnce(offset, data);
        }
        finally
        {
            snapshot.Gate.Exit();
        }
    }

    public IEnumerable<VolumeStretch> Map(long offset, long length)
    {
        Enter();
        snapshot.Gate.Exit();
        return snapshot.Map(offset, length);
    }

    public ValueTask DisposeAsync()
    {
        closed = true;
        return ValueTask.CompletedTask;
    }

    private void Enter()
    {
        ObjectDisposedException.ThrowIf(closed, this);
        if (!snapshot.Gate.TryEnter())
        {
            throw new VolumeUnavailableException(id, "it was taken from its owner while it was open");
        }
    }
}
