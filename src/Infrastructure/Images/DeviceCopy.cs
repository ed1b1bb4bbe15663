using CloudControl.Domain.Storage;
using CloudControl.Infrastructure.Storage;
using CloudControl.Infrastructure.Storage.Disks;
using Microsoft.Win32.SafeHandles;

namespace CloudControl.Infrastructure.Images;

/// <summary>
/// Makes a device read as an image file reads, zeroes after the file's end. Only chunks that are not all zeroes are written, since a
/// fresh volume reads as zero by itself; but what an earlier attempt wrote and the image leaves zero is overwritten, so it may run any
/// number of times, with any image, and always ends the same. Before it answers it has read back, after a flush, all that is written.
/// </summary>
internal sealed class DeviceCopy(SafeFileHandle image, IBlockDevice device)
{
    private const int MaxPieceBytes = 1 << 20;

    private readonly int pieceBytes = Math.Max(device.ChunkBytes, MaxPieceBytes / device.ChunkBytes * device.ChunkBytes);

    public async Task<ImageWritten> RunAsync(CancellationToken ct)
    {
        var stretches = StretchesThatMatter();
        var written = new ImageWritten(0, 0);
        var buffer = new byte[pieceBytes];
        foreach (var (offset, length) in Pieces(stretches))
        {
            var piece = buffer.AsMemory(0, length);
            ReadImage(offset, piece.Span);
            foreach (var (start, end) in ChunkRuns.ToWrite(device, offset, piece.Span))
            {
                await device.WriteAsync(offset + start, piece[start..end], ct);
                written = new ImageWritten(written.BytesWritten + end - start, written.ChunksWritten + Chunks(end - start));
            }
        }

        await device.FlushAsync(ct);
        await CompareAsync(stretches, ct);
        return written;
    }

    private async Task CompareAsync(List<(long Offset, long Length)> stretches, CancellationToken ct)
    {
        byte[] wanted = new byte[pieceBytes], found = new byte[pieceBytes];
        foreach (var (offset, length) in Pieces(stretches))
        {
            ReadImage(offset, wanted.AsSpan(0, length));
            await device.ReadAsync(offset, found.AsMemory(0, length), ct);
            var same = wanted.AsSpan(0, length).CommonPrefixLength(found.AsSpan(0, length));
            if (same < length)
            {
                throw new IOException($"the image was written but the device reads something else at offset {offset + same}");
            }
        }
    }

    /// <summary>Where the image has data or the device was written, in whole chunks, in order, without overlap.</summary>
    private List<(long Offset, long Length)> StretchesThatMatter()
    {
        var data = SparseFile.DataRanges(image);
        var written = device.ChunksWritten == 0 ? [] : device.Map(0, device.Length).Where(s => s.IsWritten).Select(s => (s.Offset, s.Length));
        var stretches = new List<(long Offset, long Length)>();
        foreach (var (offset, length) in data.Concat(written).OrderBy(range => range.Offset))
        {
            var start = offset / device.ChunkBytes * device.ChunkBytes;
            var end = Math.Min(device.Length, Chunks(offset + length) * device.ChunkBytes);
            if (stretches.Count > 0 && stretches[^1] is var last && last.Offset + last.Length >= start)
            {
                stretches[^1] = (last.Offset, Math.Max(end, last.Offset + last.Length) - last.Offset);
            }
            else
            {
                stretches.Add((start, end - start));
            }
        }

        return stretches;
    }

    private IEnumerable<(long Offset, int Length)> Pieces(List<(long Offset, long Length)> stretches)
    {
        foreach (var (start, length) in stretches)
        {
            for (long done = 0; done < length; done += pieceBytes)
            {
                yield return (start + done, (int)Math.Min(pieceBytes, length - done));
            }
        }
    }

    private void ReadImage(long offset, Span<byte> piece)
    {
        while (piece.Length > 0)
        {
            var read = RandomAccess.Read(image, piece, offset);
            if (read == 0)
            {
                piece.Clear();   // past the file's end
                return;
            }

            offset += read;
            piece = piece[read..];
        }
    }

    private long Chunks(long bytes) => (bytes + device.ChunkBytes - 1) / device.ChunkBytes;
}
