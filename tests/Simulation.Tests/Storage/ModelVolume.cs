using System.Buffers.Binary;
using CloudControl.Domain.Storage;

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
internal sealed class ModelVolume(int number, int tenant, int sectors)
{
    private readonly ulong[] current = new ulong[sectors];
    private readonly ulong[] durable = new ulong[sectors];
    private readonly List<ulong>[] unflushed = [.. Enumerable.Range(0, sectors).Select(_ => new List<ulong>())];

    public int Number { get; } = number;

    public int Sectors { get; } = sectors;

    public ByteSize Size { get; } = new(sectors * VolatileDisk.SectorBytes);

    /// <summary>Version 7 like any other, but made of nothing than the number, so that a history can be replayed.</summary>
    public VolumeId Id { get; } = IdOf(number);

    public ModelState State { get; set; }

    /// <summary>Where its scrub stands, as a worker would have stored it.</summary>
    public ScrubCursor Cursor { get; set; } = ScrubCursor.Start;

    /// <summary>Void once the host is opened anew.</summary>
    public ScrubReceipt? Receipt { get; set; }

    /// <summary>The bytes of a write, which from now on may be read, and need not be.</summary>
    public byte[] BeginWrite(int first, int count, int generation)
    {
        var data = new byte[count * VolatileDisk.SectorBytes];
        for (var i = 0; i < count; i++)
        {
            var tag = Taint.Of(tenant, Number, generation, first + i);
            unflushed[first + i].Add(tag);
            Taint.Fill(data.AsSpan(i * VolatileDisk.SectorBytes, VolatileDisk.SectorBytes), tag);
        }

        return data;
    }

    public void Wrote(int first, int count)
    {
        for (var i = first; i < first + count; i++)
        {
            current[i] = unflushed[i][^1];
        }
    }

    public void Flushed()
    {
        for (var i = 0; i < Sectors; i++)
        {
            durable[i] = current[i];
            unflushed[i].Clear();
        }
    }

    /// <summary>While nothing happened to the host, a read sees the last write and nothing else.</summary>
    public void RequireCurrent(int first, ReadOnlySpan<byte> seen)
    {
        for (var i = 0; i < seen.Length / VolatileDisk.SectorBytes; i++)
        {
            var tag = Taint.Read(seen.Slice(i * VolatileDisk.SectorBytes, VolatileDisk.SectorBytes));
            Finding.Unless(tag == current[first + i], () =>
                $"volume {Number}, sector {first + i}: read {Taint.Describe(tag)}, wrote {Taint.Describe(current[first + i])}");
        }
    }

    /// <summary>After a crash a sector is what was last flushed or any write since; whichever it is, it stays.</summary>
    /// <param name="seen">The whole volume.</param>
    /// <param name="powerCut">Nothing is in a cache any more: what was read will be there after the next cut too.</param>
    public void Settle(ReadOnlySpan<byte> seen, bool powerCut)
    {
        for (var i = 0; i < Sectors; i++)
        {
            var (sector, tag) = (i, Taint.Read(seen.Slice(i * VolatileDisk.SectorBytes, VolatileDisk.SectorBytes)));
            Finding.Unless(tag == durable[i] || unflushed[i].Contains(tag), () =>
                $"volume {Number}, sector {sector}, after a crash: read {Taint.Describe(tag)}, flushed {Taint.Describe(durable[sector])}");
            current[i] = tag;
            if (powerCut)
            {
                durable[i] = tag;
                unflushed[i].Clear();
            }
        }
    }

    private static VolumeId IdOf(int number)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteInt64BigEndian(bytes, (1_800_000_000_000L + number) << 16);
        (bytes[6], bytes[8], bytes[15]) = (0x70, 0x80, (byte)number);
        return new VolumeId(new Guid(bytes, bigEndian: true));
    }
}
