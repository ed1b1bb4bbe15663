using System.Buffers.Binary;
using CloudControl.Domain.Storage;
using CloudControl.Infrastructure.Storage.Disks;

namespace CloudControl.Infrastructure.Storage.DeviceMapper;

/// <summary>
/// The persistent exception store of one sparse volume: gives out chunks in order, and makes exceptions durable.
/// </summary>
/// <remarks>
/// <para>The rule: <b>a chunk is written whole, flushed, and only then recorded.</b> A new chunk's data goes to the store at once
/// and can be read through the table in memory; its record waits until <see cref="CommitAsync"/>, which goes
/// data → flush → records → flush for all chunks that wait. When an area fills, the next one is zeroed with the data, so before
/// the same first flush, and never after a record in it.</para>
/// <para>Why a crash at any point shows only zeroes or the owner's bytes: before a record is durable its chunk reads as zero, from
/// the origin; after it, every byte of the chunk is, since the whole chunk was durable first. An area a reader can reach was
/// zeroed before the record that makes it reachable. Records are written in the order of their chunks, so those a crash drops
/// are always the last ones, and a torn write can leave records only behind an empty one, where no reader looks;
/// <see cref="MendTailAsync"/> clears them before the first new record could make them reachable.</para>
/// <para>At most <see cref="UnrecordedBytes"/> of data wait for their records. So whatever crashes came before, nothing of this
/// owner's lies further than that behind the last recorded chunk: this bounds where a scrub must look.</para>
/// </remarks>
public sealed class ExceptionStore
{
    /// <summary>Data that may wait for its records; then a commit comes by itself.</summary>
    public const long UnrecordedBytes = 16 * 1024 * 1024;

    private readonly SharedFlush flush;
    private readonly StoreLayout layout;
    private readonly AsyncLock commits = new();
    private readonly Queue<(long Old, long New)> waiting = new();
    private volatile LinearTarget store;
    private long recorded;
    private bool staleTail;

    public ExceptionStore(LinearTarget store, SharedFlush flush, StoredExceptions loaded)
    {
        (this.store, this.flush) = (store, flush);
        layout = new StoreLayout(loaded.ChunkBytes);
        Table = loaded.Table;
        NextFree = loaded.NextFree;
        recorded = loaded.Table.Count;
        staleTail = loaded.HasStaleTail;
    }

    public ExceptionTable Table { get; }

    public int ChunkBytes => layout.ChunkBytes;

    /// <summary>The next data chunk to give out. Changed only by <see cref="Append"/>.</summary>
    public long NextFree { get; private set; }

    /// <summary>How many chunks may be appended before a commit is due.</summary>
    public long Room
    {
        get
        {
            lock (waiting)
            {
                return Math.Max(1, UnrecordedBytes / layout.ChunkBytes) - waiting.Count;
            }
        }
    }

    /// <summary>Chunks that follow <see cref="NextFree"/> without an area between them, up to <paramref name="wanted"/>.</summary>
    /// <exception cref="IOException">The store is full. A covering store never is.</exception>
    public int ContiguousFree(int wanted)
    {
        var untilArea = layout.RecordsPerArea + 1 - ((NextFree - 1) % (layout.RecordsPerArea + 1L));
        var free = Math.Min(untilArea, (store.Length / layout.ChunkBytes) - NextFree);
        return free > 0
            ? (int)Math.Min(wanted, free)
            : throw new IOException("the COW store is full: it was made smaller than a covering store");
    }

    /// <summary>
    /// Goes on with a store that has more extents behind the same first ones. The first area that lies in what was added must be
    /// zero: while it lay outside, nobody zeroed it when the area before it filled.
    /// </summary>
    public void Grow(LinearTarget larger)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(larger.Length, store.Length);
        store = larger;
    }

    /// <summary>Writes whole chunks at <see cref="NextFree"/> and adds their exceptions. One caller at a time.</summary>
    /// <param name="volumeChunk">The volume's first chunk of the run.</param>
    /// <param name="chunks">The chunks' bytes; as many as <see cref="ContiguousFree"/> and <see cref="Room"/> allow.</param>
    public void Append(long volumeChunk, ReadOnlySpan<byte> chunks)
    {
        var (count, ragged) = Math.DivRem(chunks.Length, layout.ChunkBytes);
        if (ragged != 0 || count == 0 || count > ContiguousFree(count))
        {
            throw new ArgumentException($"{chunks.Length} bytes are not whole chunks that fit at chunk {NextFree}");
        }

        store.Write(NextFree * layout.ChunkBytes, chunks);
        lock (waiting)
        {
            for (var i = 0; i < count; i++)
            {
                waiting.Enqueue((volumeChunk + i, NextFree + i));
            }
        }

        for (var i = 0; i < count; i++)
        {
            Table.Add(volumeChunk + i, checked((int)(NextFree + i)));
        }

        NextFree = layout.SkipArea(NextFree + count);
    }

    /// <summary>Makes everything written before the call durable, new exceptions too.</summary>
    public async Task CommitAsync()
    {
        using var turn = await commits.EnterAsync();
        (long Old, long New)[] batch;
        lock (waiting)
        {
            batch = [.. waiting];
        }

        if (batch.Length > 0)
        {
            await MendTailAsync();
            ZeroAreasBehind(batch.Length);
        }

        await flush.FlushAsync();
        if (batch.Length == 0)
        {
            return;
        }

        WriteRecords(batch);
        await flush.FlushAsync();
        recorded += batch.Length;
        lock (waiting)
        {
            for (var i = 0; i < batch.Length; i++)
            {
                waiting.Dequeue();
            }
        }
    }

    /// <summary>Clears what a torn write left behind the last record, before new records could close the gap to it.</summary>
    private async Task MendTailAsync()
    {
        if (staleTail)
        {
            var inUse = recorded % layout.RecordsPerArea * CowStore.ExceptionBytes;
            store.Write(layout.RecordOffset(recorded), new byte[layout.ChunkBytes - inUse]);
            await flush.FlushAsync();
            staleTail = false;
        }
    }

    /// <summary>Zeroes the area behind each one that the next <paramref name="count"/> records fill.</summary>
    private void ZeroAreasBehind(int count)
    {
        var (target, zero) = (store, new byte[layout.ChunkBytes]);
        var current = recorded / layout.RecordsPerArea;
        for (var area = current + 1; area <= (recorded + count) / layout.RecordsPerArea; area++)
        {
            if (layout.AreaChunk(area) < target.Length / layout.ChunkBytes)
            {
                target.Write(layout.AreaChunk(area) * layout.ChunkBytes, zero);
            }
        }
    }

    private void WriteRecords((long Old, long New)[] batch)
    {
        for (var done = 0; done < batch.Length;)
        {
            var first = recorded + done;
            var count = (int)Math.Min(batch.Length - done, layout.RecordsPerArea - (first % layout.RecordsPerArea));
            var bytes = new byte[count * CowStore.ExceptionBytes];
            for (var i = 0; i < count; i++)
            {
                BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(i * CowStore.ExceptionBytes), batch[done + i].Old);
                BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan((i * CowStore.ExceptionBytes) + 8), batch[done + i].New);
            }

            store.Write(layout.RecordOffset(first), bytes);
            done += count;
        }
    }
}
