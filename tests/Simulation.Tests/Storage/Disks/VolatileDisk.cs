using CloudControl.Infrastructure.Storage.Disks;

namespace CloudControl.Simulation.Tests.Storage.Disks;

/// <summary>
/// A disk with a volatile cache. Unlike a recording it forgets what was flushed, so a history may cut the power many times and go on,
/// at the price of what was written since the last flush. Open for mutants: what they override is what they get wrong.
/// </summary>
/// <remarks>
/// When the power goes, the machine goes with it: nobody gets an exception. What it still writes reaches nothing, and a flush it still
/// asks for never ends, so an operation under way just stops.
/// </remarks>
internal class VolatileDisk(DiskMemory memory) : IRawDisk
{
    public const int SectorBytes = 512;

    private readonly List<Cached> cache = [];
    private int arenaUsed;
    private int? accessesLeft;
    private TaskCompletionSource? pendingFlush;

    // Not a shared one: that would remember for ever whoever waited for it.
    private static Task Never => new TaskCompletionSource().Task;

    public long Length => memory.Length;

    /// <summary>Power cuts, and kills of the process, so far.</summary>
    public int Crashes { get; private set; }

    /// <summary>Writes and flushes so far.</summary>
    public int Accesses { get; private set; }

    /// <summary>Whether the machine is off: whatever was under way is over.</summary>
    public bool IsOff { get; private set; }

    /// <summary>Whether a flush takes time, so that other operations come in between. Else it is over when asked for.</summary>
    public bool FlushesTakeTime { get; set; }

    public bool HasPendingFlush => pendingFlush is not null && !IsOff;

    public DiskMemory Memory => memory;

    public DiskFaults Faults { get; } = new();

    /// <summary>Stops the machine at the write or flush after so many more; a write is in the cache when it happens, a flush not done. Null: it goes on.</summary>
    public void StopAfter(int? accesses) => accessesLeft = accesses;

    public void Read(long offset, Span<byte> buffer)
    {
        RawRange.Require(Length, offset, buffer.Length);
        Faults.BeforeRead(offset, buffer.Length);
        memory.View.Slice((int)offset, buffer.Length).CopyTo(buffer);
    }

    public virtual void Write(long offset, ReadOnlySpan<byte> data)
    {
        RawRange.Require(Length, offset, data.Length);
        if (IsOff)
        {
            return;
        }

        if (Faults.IsArmed)
        {
            Faults.Write(this, offset, data);
        }
        else
        {
            Cache(offset, data);
        }

        Spend();
    }

    public void Flush()
    {
        Spend();
        if (IsOff || Faults.SwallowsFlush())
        {
            return;
        }

        var kept = 0;
        for (var i = 0; i < cache.Count; i++)
        {
            var write = cache[i];
            if (write.FlushesLeft == 1)
            {
                memory.CacheBytes.AsSpan(write.At, write.Count).CopyTo(memory.Medium[(int)write.Offset..]);
            }
            else
            {
                cache[kept++] = write with { FlushesLeft = write.FlushesLeft - 1 };
            }
        }

        cache.RemoveRange(kept, cache.Count - kept);
        arenaUsed = kept == 0 ? 0 : arenaUsed;
    }

    public Task FlushAsync()
    {
        if (IsOff)
        {
            return Never;
        }

        if (FlushesTakeTime)
        {
            return (pendingFlush ??= new TaskCompletionSource()).Task;
        }

        try
        {
            Flush();
            return IsOff ? Never : Task.CompletedTask;
        }
        catch (IOException e)
        {
            return Task.FromException(e);
        }
    }

    /// <summary>Carries out the flush that somebody waits for.</summary>
    public void FinishFlush()
    {
        var waiting = pendingFlush ?? throw new InvalidOperationException("nobody waits for a flush");
        pendingFlush = null;
        try
        {
            Flush();
        }
        catch (IOException e)
        {
            waiting.SetException(e);
            return;
        }

        if (!IsOff)
        {
            waiting.SetResult();
        }
    }

    public long NextData(long offset) => memory.NextData(offset);

    public void Dispose()
    {
        // The medium outlives the host that had it open.
    }

    /// <summary>The process is gone and the cache is not: the machine goes on.</summary>
    public void Restart()
    {
        (IsOff, accessesLeft, pendingFlush, FlushesTakeTime) = (false, null, null, false);
        Crashes++;
    }

    /// <summary>Takes the power away, unless it is off already, and gives it back: of the cache a part survived.</summary>
    /// <param name="survives">Which sectors of which cached writes reached the medium, both counted from 0.</param>
    public void LosePower(Func<int, int, bool> survives)
    {
        for (var i = 0; i < cache.Count; i++)
        {
            var offset = (int)cache[i].Offset;
            var data = memory.CacheBytes.AsSpan(cache[i].At, cache[i].Count);
            for (int at = 0, sector = 0; at < data.Length; sector++)
            {
                var count = Math.Min(data.Length - at, SectorBytes - ((offset + at) % SectorBytes));
                if (survives(i, sector))
                {
                    data.Slice(at, count).CopyTo(memory.Medium[(offset + at)..]);
                }

                at += count;
            }
        }

        foreach (var write in cache)
        {
            memory.Touch(write.Offset, write.Count);
            memory.Medium.Slice((int)write.Offset, write.Count).CopyTo(memory.View[(int)write.Offset..]);
        }

        cache.Clear();
        arenaUsed = 0;
        Restart();
    }

    /// <summary>Puts bytes where a read sees them, and keeps them for the flush.</summary>
    public void Cache(long offset, ReadOnlySpan<byte> data)
    {
        memory.Touch(offset, data.Length);
        data.CopyTo(memory.View[(int)offset..]);
        var arena = memory.CacheBytes;
        if (arena.Length - arenaUsed < data.Length)
        {
            Array.Resize(ref arena, 2 * (arena.Length + data.Length));
            memory.CacheBytes = arena;
        }

        data.CopyTo(arena.AsSpan(arenaUsed));
        cache.Add(new Cached(offset, arenaUsed, data.Length, FlushesUntilDurable(data)));
        arenaUsed += data.Length;
    }

    /// <summary>One, on an honest disk.</summary>
    protected virtual int FlushesUntilDurable(ReadOnlySpan<byte> data) => 1;

    private void Spend()
    {
        Accesses++;
        if (accessesLeft is { } left)
        {
            accessesLeft = left - 1;
            IsOff |= left == 0;
        }
    }

    private readonly record struct Cached(long Offset, int At, int Count, int FlushesLeft);
}
