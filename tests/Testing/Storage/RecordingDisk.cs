using CloudControl.Infrastructure.Storage.Disks;

namespace CloudControl.Testing.Storage;

/// <summary>
/// A disk with a volatile cache that remembers every write and flush, so that a test can ask what a power cut at any moment may have
/// left: everything flushed, and any subset of what was not.
/// </summary>
public sealed class RecordingDisk(long length) : IRawDisk
{
    private const int SectorBytes = 512;

    private readonly byte[] bytes = new byte[length];
    private readonly List<(long Offset, byte[]? Data)> log = [];
    private readonly Lock gate = new();

    public long Length => bytes.Length;

    /// <summary>Writes and flushes so far.</summary>
    public int Position
    {
        get
        {
            lock (gate)
            {
                return log.Count;
            }
        }
    }

    public void Read(long offset, Span<byte> buffer)
    {
        RawRange.Require(Length, offset, buffer.Length);
        lock (gate)
        {
            bytes.AsSpan((int)offset, buffer.Length).CopyTo(buffer);
        }
    }

    public void Write(long offset, ReadOnlySpan<byte> data)
    {
        RawRange.Require(Length, offset, data.Length);
        lock (gate)
        {
            data.CopyTo(bytes.AsSpan((int)offset));
            log.Add((offset, data.ToArray()));
        }
    }

    public void Flush()
    {
        lock (gate)
        {
            log.Add((0, null));
        }
    }

    public void Dispose()
    {
        // The medium outlives the host that had it open.
    }

    /// <summary>Writes before <paramref name="cut"/> that no flush followed.</summary>
    public int UnflushedAt(int cut) => cut - 1 - log.FindLastIndex(cut - 1, cut, entry => entry.Data is null);

    /// <summary>The disk after a power cut. A write reaches the medium sector by sector, so it may be torn; a sector never is.</summary>
    /// <param name="cut">The log up to here had been issued.</param>
    /// <param name="survives">Which sectors of which unflushed writes reached the medium, both counted from 0.</param>
    public byte[] AfterPowerCut(int cut, Func<int, int, bool> survives)
    {
        var (image, firstUnflushed) = (new byte[Length], cut - UnflushedAt(cut));
        for (var i = 0; i < cut; i++)
        {
            if (log[i].Data is not { } data)
            {
                continue;
            }

            var target = image.AsSpan((int)log[i].Offset, data.Length);
            if (i < firstUnflushed)
            {
                data.CopyTo(target);
                continue;
            }

            for (int at = 0, sector = 0; at < data.Length; sector++)
            {
                var count = Math.Min(data.Length - at, SectorBytes - (int)((log[i].Offset + at) % SectorBytes));
                if (survives(i - firstUnflushed, sector))
                {
                    data.AsSpan(at, count).CopyTo(target[at..]);
                }

                at += count;
            }
        }

        return image;
    }
}
