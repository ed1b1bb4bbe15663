namespace CloudControl.Infrastructure.Storage.Disks;

/// <summary>The one check every disk, map and volume makes before a byte crosses it.</summary>
public static class RawRange
{
    /// <exception cref="ArgumentOutOfRangeException">[offset, offset + count) does not lie within [0, length).</exception>
    public static void Require(long length, long offset, long count)
    {
        if (offset < 0 || count < 0 || offset > length - count)
        {
            throw new ArgumentOutOfRangeException(nameof(offset), offset, $"{count} bytes from there leave the {length} there are");
        }
    }
}
