using CloudControl.Domain.Storage;

namespace CloudControl.Infrastructure.Storage;

/// <summary>Which parts of a piece of data a device must be written with to read so.</summary>
internal static class ChunkRuns
{
    /// <summary>
    /// Neighbouring chunks of the piece, as positions in it. Left out are chunks of zeroes that the device reads as zero by itself, since
    /// it was never written there.
    /// </summary>
    /// <param name="device">What is to be written.</param>
    /// <param name="offset">Where the piece belongs on the device; the start of a chunk.</param>
    /// <param name="piece">The data.</param>
    public static IReadOnlyList<(int Start, int End)> ToWrite(IBlockDevice device, long offset, ReadOnlySpan<byte> piece)
    {
        var runs = new List<(int Start, int End)>();
        for (var start = 0; start < piece.Length; start += device.ChunkBytes)
        {
            var end = Math.Min(piece.Length, start + device.ChunkBytes);
            var isZero = !piece[start..end].ContainsAnyExcept((byte)0);
            if (isZero && !device.Map(offset + start, end - start).Any(stretch => stretch.IsWritten))
            {
                continue;
            }

            if (runs.Count > 0 && runs[^1].End == start)
            {
                runs[^1] = (runs[^1].Start, end);
            }
            else
            {
                runs.Add((start, end));
            }
        }

        return runs;
    }
}
