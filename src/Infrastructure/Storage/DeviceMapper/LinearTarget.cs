using CloudControl.Infrastructure.Storage.Disks;

namespace CloudControl.Infrastructure.Storage.DeviceMapper;

/// <summary>A stretch of the disk beneath a logical volume.</summary>
public readonly record struct PhysicalRun(long Offset, long Length);

/// <summary>dm-linear: runs of the disk, one behind the other, as one run of bytes.</summary>
public sealed class LinearTarget
{
    private readonly IRawDisk disk;
    private readonly PhysicalRun[] runs;
    private readonly long[] starts;

    /// <param name="disk">What the runs lie on.</param>
    /// <param name="runs">In the order of the logical volume.</param>
    public LinearTarget(IRawDisk disk, IEnumerable<PhysicalRun> runs)
    {
        this.disk = disk;
        this.runs = [.. runs];
        starts = new long[this.runs.Length];
        for (var i = 0; i < this.runs.Length; i++)
        {
            RawRange.Require(disk.Length, this.runs[i].Offset, this.runs[i].Length);
            starts[i] = Length;
            Length += this.runs[i].Length;
        }
    }

    /// <summary>Bytes of all runs together.</summary>
    public long Length { get; }

    public void Read(long offset, Span<byte> buffer)
    {
        RawRange.Require(Length, offset, buffer.Length);
        while (buffer.Length > 0)
        {
            var (physical, left) = Find(offset);
            var count = (int)Math.Min(left, buffer.Length);
            disk.Read(physical, buffer[..count]);
            offset += count;
            buffer = buffer[count..];
        }
    }

    /// <inheritdoc cref="IRawDisk.TryReadCached"/>
    public bool TryReadCached(long offset, Span<byte> buffer)
    {
        RawRange.Require(Length, offset, buffer.Length);
        var isCached = true;
        while (buffer.Length > 0 && isCached)
        {
            var (physical, left) = Find(offset);
            var count = (int)Math.Min(left, buffer.Length);
            isCached = disk.TryReadCached(physical, buffer[..count]);
            offset += count;
            buffer = buffer[count..];
        }

        return isCached;
    }

    public void Write(long offset, ReadOnlySpan<byte> data)
    {
        RawRange.Require(Length, offset, data.Length);
        while (data.Length > 0)
        {
            var (physical, left) = Find(offset);
            var count = (int)Math.Min(left, data.Length);
            disk.Write(physical, data[..count]);
            offset += count;
            data = data[count..];
        }
    }

    /// <summary>The stretches of the disk under a range, in order.</summary>
    public IEnumerable<PhysicalRun> Physical(long offset, long length)
    {
        RawRange.Require(Length, offset, length);
        while (length > 0)
        {
            var (physical, left) = Find(offset);
            var count = Math.Min(left, length);
            yield return new PhysicalRun(physical, count);
            (offset, length) = (offset + count, length - count);
        }
    }

    private (long Physical, long Left) Find(long offset)
    {
        var found = Array.BinarySearch(starts, offset);
        var run = found >= 0 ? found : ~found - 1;
        var within = offset - starts[run];
        return (runs[run].Offset + within, runs[run].Length - within);
    }
}
