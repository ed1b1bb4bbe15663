using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace CloudControl.Infrastructure.Storage.Disks;

/// <summary>Reads of a file that never wait for its device: Linux's preadv2 with RWF_NOWAIT (preadv2(2)).</summary>
internal static partial class CachedRead
{
    private const int NoWait = 8;

    private static volatile bool isMissing = !OperatingSystem.IsLinux();

    /// <summary>False when not all of it lies in the page cache, or the machine cannot tell.</summary>
    public static unsafe bool TryRead(SafeFileHandle file, long offset, Span<byte> buffer)
    {
        if (isMissing)
        {
            return false;
        }

        fixed (byte* start = buffer)
        {
            var vector = new IoVector(start, (nuint)buffer.Length);
            try
            {
                return ReadVector(file, &vector, 1, offset, NoWait) == buffer.Length;
            }
            catch (EntryPointNotFoundException)
            {
                isMissing = true;   // a C library without it
                return false;
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "preadv2")]
    private static unsafe partial nint ReadVector(SafeFileHandle file, IoVector* vectors, int count, long offset, int flags);

    /// <summary>struct iovec.</summary>
    private readonly unsafe struct IoVector(byte* start, nuint length)
    {
        public readonly byte* Start = start;
        public readonly nuint Length = length;
    }
}
