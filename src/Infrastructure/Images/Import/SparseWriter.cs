namespace CloudControl.Infrastructure.Images.Import;

/// <summary>Writes a disk from front to back and leaves holes where it is zero, so that a large empty disk costs nothing.</summary>
/// <param name="file">An empty file.</param>
/// <param name="maximumBytes">Longer than this it may not become.</param>
internal sealed class SparseWriter(StagedFile file, long maximumBytes)
{
    private const int BlockBytes = 64 * 1024;

    /// <exception cref="UnusableImageException">The stream is too long.</exception>
    public void CopyFrom(Stream stream, CancellationToken ct)
    {
        var block = new byte[BlockBytes];
        long length = 0;
        while (stream.ReadAtLeast(block, BlockBytes, throwOnEndOfStream: false) is > 0 and var read)
        {
            ct.ThrowIfCancellationRequested();
            if (length + read > maximumBytes)
            {
                throw new UnusableImageException($"it is longer than {maximumBytes} bytes");
            }

            Write(length, block.AsSpan(0, read));
            length += read;
        }

        RandomAccess.SetLength(file.Handle, length);
    }

    /// <summary>Writes a piece unless it is zero, which the file is by itself.</summary>
    public void Write(long offset, ReadOnlySpan<byte> piece)
    {
        if (piece.ContainsAnyExcept((byte)0))
        {
            file.Write(offset, piece);
        }
    }
}
