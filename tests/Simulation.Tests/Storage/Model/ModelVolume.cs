using System.Buffers.Binary;
using CloudControl.Domain.Storage;
using CloudControl.Simulation.Tests.Storage.Disks;

namespace CloudControl.Simulation.Tests.Storage;

internal enum ModelState
{
    /// <summary>Never created, or the create was not acknowledged and left nothing.</summary>
    Absent,
    Live,
    Quarantined,
    Gone,
}

/// <summary>What must be true of one volume: its state, and of every sector what may be read there.</summary>
internal sealed class ModelVolume(int number, int tenant, int sectors, SectorValues values)
{
    private ModelSector[] contents = new ModelSector[sectors];
    private int lastWrite;

    public int Number { get; } = number;

    public int Tenant { get; } = tenant;

    public int Sectors => contents.Length;

    public ByteSize Size => new((long)Sectors * VolatileDisk.SectorBytes);

    /// <summary>Version 7 like any other, but made of nothing than the number, so that a history can be replayed.</summary>
    public VolumeId Id { get; } = IdOf(number);

    public ModelState State { get; set; }

    /// <summary>Whether an operation on it was cut short or failed: only the host knows its state.</summary>
    public bool IsUnsure { get; set; }

    /// <summary>Sectors it has as soon as the extension under way is carried out; null when none is.</summary>
    public int? GrowsTo { get; set; }

    /// <summary>Whether it was made as a copy of another.</summary>
    public bool IsCopy { get; set; }

    /// <summary>What its owner said about the scrub when it was created.</summary>
    public bool ScrubPolicy { get; init; } = true;

    /// <summary>Where its scrub stands, as a worker would have stored it.</summary>
    public ScrubCursor Cursor { get; set; } = ScrubCursor.Start;

    /// <summary>Void once the host is opened anew.</summary>
    public ScrubReceipt? Receipt { get; set; }

    /// <summary>The receipt with which it was released.</summary>
    public ScrubReceipt? Spent { get; set; }

    /// <summary>Whether a range takes a write of less than a sector now.</summary>
    public bool TakesParts(int first, int count)
    {
        for (var i = first; i < first + count; i++)
        {
            if (!contents[i].TakesParts)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Notes a write that from now on may be read, and need not be. Answers its number.</summary>
    /// <param name="offset">First byte, a multiple of 8.</param>
    /// <param name="length">Bytes, a multiple of 8.</param>
    /// <param name="data">Filled in here with what is to be written, unless it is empty.</param>
    /// <param name="valueOf">What each sector gets.</param>
    public int BeginWrite(int offset, int length, Span<byte> data, Func<int, ulong> valueOf)
    {
        var write = ++lastWrite;
        for (var at = 0; at < length;)
        {
            var (sector, within) = Math.DivRem(offset + at, VolatileDisk.SectorBytes);
            var count = Math.Min(length - at, VolatileDisk.SectorBytes - within);
            var pending = new PendingWrite(
                (byte)(within / sizeof(ulong)), (byte)(count / sizeof(ulong)), valueOf(sector), write, IsCertain: false);
            contents[sector].Begin(pending);
            if (!data.IsEmpty)
            {
                pending.ApplyTo(data.Slice(at, count), values);
            }

            at += count;
        }

        return write;
    }

    public void Acknowledge(int write, int offset, int count)
    {
        for (var i = offset / VolatileDisk.SectorBytes; i * VolatileDisk.SectorBytes < offset + count; i++)
        {
            contents[i].Acknowledge(write, values);
        }
    }

    /// <summary>What a flush that is asked for now will cover: every write acknowledged by now.</summary>
    public Action BeginFlush()
    {
        var (upTo, underWay) = (lastWrite, new HashSet<int>());
        foreach (ref var sector in contents.AsSpan())
        {
            sector.NoteUncertain(underWay);
        }

        return () =>
        {
            foreach (ref var sector in contents.AsSpan())
            {
                sector.Flushed(upTo, underWay, values);
            }
        };
    }

    /// <summary>While nothing happened to the host, a read sees the last write and nothing else.</summary>
    public void RequireCurrent(int first, ReadOnlySpan<byte> seen)
    {
        for (var i = 0; i < seen.Length / VolatileDisk.SectorBytes; i++)
        {
            var sector = seen.Slice(i * VolatileDisk.SectorBytes, VolatileDisk.SectorBytes);
            if (!contents[first + i].MayRead(sector, values))
            {
                throw new Finding($"volume {Number}, sector {first + i}: read {Taint.Describe(values.Of(sector))}, "
                    + $"wrote {Taint.Describe(contents[first + i].Current)}");
            }
        }
    }

    /// <inheritdoc cref="ModelSector.Settle"/>
    /// <param name="seen">The whole volume.</param>
    /// <param name="powerCut">The power was cut, and not just the process killed.</param>
    public void Settle(ReadOnlySpan<byte> seen, bool powerCut)
    {
        for (var i = 0; i < Sectors; i++)
        {
            var sector = seen.Slice(i * VolatileDisk.SectorBytes, VolatileDisk.SectorBytes);
            if (!contents[i].Settle(sector, powerCut, values))
            {
                throw new Finding($"volume {Number}, sector {i}, after a crash: read {Taint.Describe(values.Of(sector))}, "
                    + $"flushed {Taint.Describe(contents[i].Durable)}");
            }
        }
    }

    /// <summary>What a copy of it gets.</summary>
    public ulong ValueAt(int sector) => contents[sector].Current;

    /// <summary>It was extended: what was added reads as zero.</summary>
    public void Grow(int sectorCount)
    {
        Array.Resize(ref contents, sectorCount);
        GrowsTo = null;
    }

    private static VolumeId IdOf(int number)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteInt64BigEndian(bytes, (1_800_000_000_000L + number) << 16);
        (bytes[6], bytes[8], bytes[15]) = (0x70, 0x80, (byte)number);
        return new VolumeId(new Guid(bytes, bigEndian: true));
    }
}
