using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace CloudControl.Infrastructure.Storage.Disks;

/// <summary>Where a sparse file holds data, by lseek's SEEK_DATA and SEEK_HOLE (Linux lseek(2)).</summary>
internal static partial class SparseFile
{
    private const int SeekData = 3;
    private const int SeekHole = 4;
    private const int NoMoreData = 6; // ENXIO

    /// <summary>The file's data ranges in order. A range may still hold zeroes; what lies between two ranges does not hold anything else.</summary>
    public static IEnumerable<(long Offset, long Length)> DataRanges(SafeFileHandle file)
    {
        for (long position = 0; Seek(file, position, SeekData) is { } start;)
        {
            position = Seek(file, start, SeekHole) ?? throw new IOException($"a file ended inside its own data range at {start}");
            yield return (start, position - start);
        }
    }

    /// <summary>
    /// The first data at or after an offset; null when only a hole follows. Where the file system cannot tell there may be data, so the
    /// answer is the offset itself.
    /// </summary>
    public static long? NextData(SafeFileHandle file, long offset)
    {
        var found = LSeek(file, offset, SeekData);
        if (found >= 0)
        {
            return found;
        }

        return Marshal.GetLastPInvokeError() == NoMoreData ? null : offset;
    }

    private static long? Seek(SafeFileHandle file, long offset, int whence)
    {
        var found = LSeek(file, offset, whence);
        if (found >= 0)
        {
            return found;
        }

        var error = Marshal.GetLastPInvokeError();
        return error == NoMoreData ? null : throw new IOException("looking for data in a sparse file", new Win32Exception(error));
    }

    [LibraryImport("libc", EntryPoint = "lseek", SetLastError = true)]
    private static partial long LSeek(SafeFileHandle file, long offset, int whence);
}
