using System.ComponentModel;
using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace CloudControl.Infrastructure.Images;

/// <summary>
/// A file that exists only in this process's memory (Linux memfd_create(2)) and goes with it, even when it is killed. What a
/// customer gave us for a disk is put together here, so that no copy of it is ever left on a disk outside the volume, where no scrub
/// would look for it.
/// </summary>
/// <remarks>Memory may still be swapped out: a host that swaps should swap to an encrypted device.</remarks>
internal sealed partial class MemoryFile : IDisposable
{
    private const uint CloseOnExec = 1;

    /// <param name="name">Shows up in /proc for whoever debugs; need not be unique.</param>
    public MemoryFile(string name)
    {
        Handle = new SafeFileHandle(MemFdCreate(name, CloseOnExec), ownsHandle: true);
        if (Handle.IsInvalid)
        {
            throw new IOException("making a file in memory", new Win32Exception(Marshal.GetLastPInvokeError()));
        }
    }

    /// <summary>The open file.</summary>
    public SafeFileHandle Handle { get; }

    /// <summary>A path under which programs that we start can open the file while we hold it.</summary>
    public string Path => string.Create(CultureInfo.InvariantCulture, $"/proc/{Environment.ProcessId}/fd/{Handle.DangerousGetHandle()}");

    public static MemoryFile Holding(string name, ReadOnlySpan<byte> content)
    {
        var file = new MemoryFile(name);
        RandomAccess.Write(file.Handle, content, fileOffset: 0);
        return file;
    }

    public void Dispose() => Handle.Dispose();

    [LibraryImport("libc", EntryPoint = "memfd_create", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint MemFdCreate(string name, uint flags);
}
