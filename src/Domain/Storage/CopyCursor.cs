namespace CloudControl.Domain.Storage;

/// <summary>How far a copy from one volume to another is: stored with the run, handed back with the next slice.</summary>
/// <param name="OffsetBytes">Everything before this offset is in the target, flushed and read back.</param>
/// <param name="BytesCopied">Bytes written to the target so far; the rest were holes or zeroes.</param>
/// <param name="IsDone">Whether the source's end was reached.</param>
public sealed record CopyCursor(long OffsetBytes, long BytesCopied, bool IsDone)
{
    public static CopyCursor Start { get; } = new(0, 0, false);
}
