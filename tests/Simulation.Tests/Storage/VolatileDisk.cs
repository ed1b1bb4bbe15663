using CloudControl.Infrastructure.Storage.Disks;

namespace CloudControl.Simulation.Tests.Storage;

/// <summary>The power went while the disk was asked for something; it answers nobody until it has power again.</summary>
internal sealed class PowerLostException() : IOException("simulated: the power is off");

/// <summary>The two buffers of a disk, used again by one history after the other.</summary>
internal sealed record DiskMemory(byte[] Medium, byte[] View)
{
    public static DiskMemory Of(int bytes) => new(new byte[bytes], new byte[bytes]);

    public void Begin(byte[] contents)
    {
        contents.CopyTo(Medium, 0);
        contents.CopyTo(View, 0);
    }
}

/// <summary>
/// A disk with a volatile cache. Unlike a recording it forgets what was flushed, so a history may cut the power many times
/// and go on, at the price of what was written since the last flush. Open for mutants: what they override is what they get wrong.
/// </summary>
internal class VolatileDisk(DiskMemory memory) : IRawDisk
{
    public const int SectorBytes = 512;

    private readonly List<Cached> cache = [];
    private int? accessesLeft;

    public long Length => memory.View.Length;

    public bool IsOff { get; private set; }

    /// <summary>Power cuts so far.</summary>
    public int Cuts { get; private set; }

    /// <summary>What is left if the power goes now and takes the whole cache.</summary>
    public ReadOnlySpan<byte> Medium => memory.Medium;

    /// <summary>What a read sees.</summary>
    public Span<byte> View => memory.View;

    /// <summary>Cuts the power at the write or flush after so many more; that write is in the cache when it happens.</summary>
    public void CutAfter(int accesses) => accessesLeft = accesses;

    public void Read(long offset, Span<byte> buffer)
    {
        RequirePower();
        RawRange.Require(Length, offset, buffer.Length);
        memory.View.AsSpan((int)offset, buffer.Length).CopyTo(buffer);
    }

    public virtual void Write(long offset, ReadOnlySpan<byte> data)
    {
        RequirePower();
        RawRange.Require(Length, offset, data.Length);
        data.CopyTo(memory.View.AsSpan((int)offset));
        cache.Add(new Cached(offset, data.ToArray(), FlushesUntilDurable(data)));
        Spend();
    }

    public void Flush()
    {
        RequirePower();
        Spend();
        foreach (var write in cache)
        {
            if (--write.FlushesLeft == 0)
            {
                write.Data.CopyTo(memory.Medium, write.Offset);
            }
        }

        cache.RemoveAll(write => write.FlushesLeft == 0);
    }

    public void Dispose()
    {
        // The medium outlives the host that had it open.
    }

    /// <summary>Takes the power away, unless it is off already, and gives it back: of the cache a part survived.</summary>
    /// <param name="survives">Which sectors of which cached writes reached the medium, both counted from 0.</param>
    public void LosePower(Func<int, int, bool> survives)
    {
        for (var i = 0; i < cache.Count; i++)
        {
            var (offset, data) = (cache[i].Offset, cache[i].Data);
            for (int at = 0, sector = 0; at < data.Length; sector++)
            {
                var count = Math.Min(data.Length - at, SectorBytes - (int)((offset + at) % SectorBytes));
                if (survives(i, sector))
                {
                    data.AsSpan(at, count).CopyTo(memory.Medium.AsSpan((int)offset + at));
                }

                at += count;
            }
        }

        foreach (var write in cache)
        {
            memory.Medium.AsSpan((int)write.Offset, write.Data.Length).CopyTo(memory.View.AsSpan((int)write.Offset));
        }

        cache.Clear();
        (IsOff, accessesLeft) = (false, null);
        Cuts++;
    }

    /// <summary>One, on an honest disk.</summary>
    protected virtual int FlushesUntilDurable(ReadOnlySpan<byte> data) => 1;

    private void RequirePower()
    {
        if (IsOff)
        {
            throw new PowerLostException();
        }
    }

    private void Spend()
    {
        if (accessesLeft is not { } left)
        {
            return;
        }

        accessesLeft = left - 1;
        if (left == 0)
        {
            IsOff = true;
            throw new PowerLostException();
        }
    }

    private sealed record Cached(long Offset, byte[] Data, int FlushesUntilDurable)
    {
        public int FlushesLeft { get; set; } = FlushesUntilDurable;
    }
}
