using CloudControl.Domain.Storage;
using CloudControl.Infrastructure.Nbd;

namespace CloudControl.Infrastructure.Tests.Nbd;

/// <summary>An export whose reads beyond the first megabyte wait until they are let go, as reads of a slow disk would.</summary>
internal sealed class WaitingDevice : IBlockDevice, INbdExports
{
    public const string Name = "waiting";
    public const long WaitsFrom = 1 << 20;

    private readonly ManualResetEventSlim open = new();
    private int underWay;
    private int mostUnderWay;
    private int flushes;

    public long Length => 2 << 20;

    public int ChunkBytes => 4096;

    public long ChunksWritten => 0;

    /// <summary>Reads that wait now.</summary>
    public int UnderWay => Volatile.Read(ref underWay);

    /// <summary>The most that ever waited at once.</summary>
    public int MostUnderWay => Volatile.Read(ref mostUnderWay);

    public int Flushes => Volatile.Read(ref flushes);

    public void LetGo() => open.Set();

    public Task<IReadOnlyList<string>> ListAsync(CancellationToken ct) => Task.FromResult<IReadOnlyList<string>>([Name]);

    public Task<NbdExport?> OpenAsync(string name, CancellationToken ct) => Task.FromResult(name == Name ? new NbdExport(this) : null);

    public bool TryReadAtOnce(long offset, Span<byte> buffer)
    {
        buffer.Fill(1);
        return offset < WaitsFrom;
    }

    public ValueTask ReadAsync(long offset, Memory<byte> buffer, CancellationToken ct)
    {
        var now = Interlocked.Increment(ref underWay);
        InterlockedMax(now);
        open.Wait(Testing.Storage.RawNbd.Limit, ct);
        Interlocked.Decrement(ref underWay);
        buffer.Span.Fill(2);
        return ValueTask.CompletedTask;
    }

    public ValueTask WriteAsync(long offset, ReadOnlyMemory<byte> data, CancellationToken ct) => ValueTask.CompletedTask;

    public ValueTask FlushAsync(CancellationToken ct)
    {
        Interlocked.Increment(ref flushes);
        return ValueTask.CompletedTask;
    }

    public IEnumerable<VolumeStretch> Map(long offset, long length) => [new VolumeStretch(offset, length, IsWritten: true)];

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private void InterlockedMax(int now)
    {
        for (var seen = MostUnderWay; seen < now; seen = MostUnderWay)
        {
            Interlocked.CompareExchange(ref mostUnderWay, now, seen);
        }
    }
}
