using System.Security.Cryptography;
using CloudControl.Domain.Storage;

namespace CloudControl.Infrastructure.Storage;

/// <summary>
/// Makes one volume read as another one does, slice by slice. Only the source's written stretches are read; of them only chunks that
/// are not all zeroes are written, unless the target holds something there, left by a slice that was cut off. The rest of the target
/// keeps reading as zero by itself.
/// </summary>
/// <remarks>
/// The source may be in use. A piece is copied as it reads at one moment; nothing is promised about two pieces that change meanwhile.
/// </remarks>
public static class VolumeCopy
{
    /// <summary>Bytes read and written at a time.</summary>
    public const int PieceBytes = 1 << 20;

    /// <summary>A slice ends when so many bytes were read from the source: what a crash or a stop costs at most.</summary>
    public const long SliceBytes = 64L << 20;

    /// <summary>Copies one slice, flushes it and reads it back.</summary>
    /// <param name="source">What is copied; no larger than the target.</param>
    /// <param name="target">A volume that was laid for this copy.</param>
    /// <param name="from">Where the last slice ended.</param>
    /// <param name="ct">Cancels between two pieces.</param>
    /// <returns>Where the next slice begins.</returns>
    /// <exception cref="ArgumentException">The source is larger than the target.</exception>
    /// <exception cref="IOException">The target reads something else than was written.</exception>
    public static async Task<CopyCursor> CopySliceAsync(IBlockDevice source, IBlockDevice target, CopyCursor from, CancellationToken ct)
    {
        if (source.Length > target.Length)
        {
            throw new ArgumentException($"{source.Length} bytes do not fit into {target.Length}", nameof(target));
        }

        var written = new List<WrittenRun>();
        var buffer = new byte[Math.Min(PieceBytes, source.Length)];
        long read = 0, copied = 0;
        foreach (var (offset, length) in WrittenPieces(source, from.OffsetBytes))
        {
            if (read >= SliceBytes)
            {
                await SettleAsync(target, written, buffer, ct);
                return new CopyCursor(offset, from.BytesCopied + copied, IsDone: false);
            }

            var piece = buffer.AsMemory(0, length);
            await source.ReadAsync(offset, piece, ct);
            foreach (var (start, end) in ChunkRuns.ToWrite(target, offset, piece.Span))
            {
                await target.WriteAsync(offset + start, piece[start..end], ct);
                written.Add(new WrittenRun(offset + start, end - start, SHA256.HashData(piece.Span[start..end])));
                copied += end - start;
            }

            read += length;
        }

        await SettleAsync(target, written, buffer, ct);
        return new CopyCursor(source.Length, from.BytesCopied + copied, IsDone: true);
    }

    private static IEnumerable<(long Offset, int Length)> WrittenPieces(IBlockDevice source, long from)
    {
        foreach (var stretch in source.Map(from, source.Length - from).Where(s => s.IsWritten))
        {
            for (long done = 0; done < stretch.Length; done += PieceBytes)
            {
                yield return (stretch.Offset + done, (int)Math.Min(PieceBytes, stretch.Length - done));
            }
        }
    }

    /// <summary>The source may have changed since, so what is read back is compared with what was written and not with the source.</summary>
    private static async Task SettleAsync(IBlockDevice target, List<WrittenRun> written, byte[] buffer, CancellationToken ct)
    {
        await target.FlushAsync(ct);
        foreach (var run in written)
        {
            var found = buffer.AsMemory(0, run.Length);
            await target.ReadAsync(run.Offset, found, ct);
            if (!SHA256.HashData(found.Span).AsSpan().SequenceEqual(run.Digest))
            {
                throw new IOException($"{run.Length} bytes were copied to offset {run.Offset}, but the volume reads something else there");
            }
        }
    }

    private sealed record WrittenRun(long Offset, int Length, byte[] Digest);
}
