namespace CloudControl.Simulation.Tests.Storage.Disks;

/// <summary>What can be wrong with a disk besides the power.</summary>
internal enum DiskFault
{
    None,

    /// <summary>Reads of some sectors fail.</summary>
    ReadError,

    /// <summary>Writes to some sectors fail, with any of their sectors on the disk.</summary>
    WriteError,

    /// <summary>A flush fails.</summary>
    FlushError,

    /// <summary>The file system beneath has no room for what was a hole.</summary>
    NoSpace,

    /// <summary>Zeroes are acknowledged and not written.</summary>
    LyingZeroes,

    /// <summary>Flushes are acknowledged and not carried out.</summary>
    LyingFlush,

    /// <summary>One write goes elsewhere.</summary>
    Misdirected,

    /// <summary>One bit of the metadata is not what was written.</summary>
    BitRot,
}

/// <summary>The fault a disk has now, at most one, and what it did.</summary>
internal sealed class DiskFaults
{
    private Dice dice = new(0);
    private long from;
    private long to;
    private int left;

    public DiskFault Armed { get; private set; }

    public bool IsArmed => Armed != DiskFault.None;

    /// <summary>How often a fault struck since the last <see cref="Heal"/>.</summary>
    public int Hits { get; private set; }

    /// <summary>Where a misdirected write was due and where it went.</summary>
    public (long Due, long Went, int Count)? Strayed { get; private set; }

    /// <param name="fault">What is wrong from now on.</param>
    /// <param name="where">Which bytes, for errors.</param>
    /// <param name="count">After how many writes, or for how many pages, or how often: what the fault counts.</param>
    /// <param name="chance">Decides the rest.</param>
    public void Arm(DiskFault fault, (long From, long To) where, int count, Dice chance)
    {
        Heal();
        (Armed, (from, to), left, dice, Strayed) = (fault, where, count, chance, null);
    }

    public void Heal() => (Armed, Hits) = (DiskFault.None, 0);

    public void BeforeRead(long offset, int count)
    {
        if (Armed == DiskFault.ReadError && Strikes(offset, count))
        {
            throw Struck($"read of {count} bytes at {offset}: Input/output error");
        }
    }

    /// <summary>A write while a fault is armed.</summary>
    public void Write(VolatileDisk disk, long offset, ReadOnlySpan<byte> data)
    {
        switch (Armed)
        {
            case DiskFault.WriteError when Strikes(offset, data.Length):
                WriteSomeSectors(disk, offset, data);
                throw Struck($"write of {data.Length} bytes at {offset}: Input/output error");
            case DiskFault.NoSpace when disk.Memory.HolesIn(offset, data.Length) is > 0 and var holes:
                left -= holes;
                if (left < 0)
                {
                    throw Struck($"write of {data.Length} bytes at {offset}: No space left on device");
                }

                break;
            case DiskFault.LyingZeroes when left > 0 && data.Length >= DiskMemory.PageBytes && !data.ContainsAnyExcept((byte)0):
                (Hits, left) = (Hits + 1, left - 1);
                disk.Cache(offset, data[..(dice.Roll(data.Length / VolatileDisk.SectorBytes) * VolatileDisk.SectorBytes)]);
                return;
            case DiskFault.Misdirected when Strikes(offset, data.Length) && left-- == 0:
                Hits++;
                var went = Elsewhere(disk, offset, data.Length);
                Strayed = (offset, went, data.Length);
                disk.Cache(went, data);
                return;
        }

        disk.Cache(offset, data);
    }

    /// <summary>Before a flush: fails it, or tells to acknowledge it and do nothing.</summary>
    public bool SwallowsFlush()
    {
        if (Armed == DiskFault.FlushError)
        {
            throw Struck("flush: Input/output error");
        }

        Hits += Armed == DiskFault.LyingFlush ? 1 : 0;
        return Armed == DiskFault.LyingFlush;
    }

    private bool Strikes(long offset, int count) => offset < to && offset + count > from;

    private IOException Struck(string what)
    {
        Hits++;
        return new IOException($"injected: {what}");
    }

    private void WriteSomeSectors(VolatileDisk disk, long offset, ReadOnlySpan<byte> data)
    {
        for (var at = 0; at < data.Length;)
        {
            var count = (int)Math.Min(data.Length - at, VolatileDisk.SectorBytes - ((offset + at) % VolatileDisk.SectorBytes));
            if (dice.Once(2))
            {
                disk.Cache(offset + at, data.Slice(at, count));
            }

            at += count;
        }
    }

    /// <summary>Within the region the dice chose, whole sectors away from where it was due.</summary>
    private long Elsewhere(VolatileDisk disk, long offset, int count)
    {
        var room = (int)((Math.Min(to, disk.Length) - from - count) / VolatileDisk.SectorBytes);
        var went = from + (offset % VolatileDisk.SectorBytes) + (dice.Roll(Math.Max(1, room)) * (long)VolatileDisk.SectorBytes);
        return went == offset ? went + VolatileDisk.SectorBytes : went;
    }
}
