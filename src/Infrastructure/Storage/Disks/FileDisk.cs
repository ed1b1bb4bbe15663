using System.ComponentModel;
using System.Runtime.InteropServices;
using CloudControl.Domain;
using CloudControl.Domain.Storage;
using Microsoft.Win32.SafeHandles;

namespace CloudControl.Infrastructure.Storage.Disks;

/// <summary>Another process, or another disk of this one, has the file open.</summary>
public sealed class DiskInUseException(string path, IOException cause)
    : IOException($"{path} cannot be opened for one host alone; is another process serving it? {cause.Message}", cause);

/// <summary>The file system under the disk's sparse file is full.</summary>
public sealed class DiskFullException(IOException cause) : IOException(cause.Message, cause), INamedFailure
{
    public Error Error { get; } = new HostDiskFull();
}

/// <summary>
/// A disk in an ordinary, sparse file, held under an exclusive lock: two processes writing one volume group would each undo what
/// the other committed.
/// </summary>
public sealed partial class FileDisk : IRawDisk
{
    /// <summary>errno ENOSPC on Linux, which .NET hands on as it is.</summary>
    private const int NoSpace = 28;

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly SafeFileHandle handle;

    private FileDisk(SafeFileHandle handle, long length) => (this.handle, Length) = (handle, length);

    /// <inheritdoc/>
    public long Length { get; }

    /// <summary>Opens the file, or makes one of <paramref name="length"/> bytes that takes no space yet.</summary>
    /// <param name="path">Where; the folder is made when it is missing.</param>
    /// <param name="length">Bytes of a new file. A file that has bytes keeps its own size.</param>
    /// <exception cref="DiskInUseException">Somebody has it open.</exception>
    public static FileDisk OpenOrCreate(string path, long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder)
        {
            Directory.CreateDirectory(folder);
        }

        var handle = OpenLocked(path);
        try
        {
            if (RandomAccess.GetLength(handle) == 0)
            {
                RandomAccess.SetLength(handle, length);
            }

            return new FileDisk(handle, RandomAccess.GetLength(handle));
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Read(long offset, Span<byte> buffer)
    {
        RawRange.Require(Length, offset, buffer.Length);
        while (buffer.Length > 0)
        {
            var read = RandomAccess.Read(handle, buffer, offset);
            if (read == 0)
            {
                throw new IOException($"short read at byte {offset}: the file was cut under us");
            }

            offset += read;
            buffer = buffer[read..];
        }
    }

    /// <inheritdoc/>
    public bool TryReadCached(long offset, Span<byte> buffer)
    {
        RawRange.Require(Length, offset, buffer.Length);
        return CachedRead.TryRead(handle, offset, buffer);
    }

    /// <inheritdoc/>
    public void Write(long offset, ReadOnlySpan<byte> data)
    {
        RawRange.Require(Length, offset, data.Length);
        try
        {
            RandomAccess.Write(handle, data, offset);
        }
        catch (IOException e) when (e.HResult == NoSpace)
        {
            throw new DiskFullException(e);
        }
    }

    /// <inheritdoc/>
    public void Flush()
    {
        if (!OperatingSystem.IsLinux())
        {
            RandomAccess.FlushToDisk(handle);
        }
        else if (FlushData(handle) != 0)
        {
            throw new IOException("flushing the disk's file", new Win32Exception(Marshal.GetLastPInvokeError()));
        }
    }

    /// <inheritdoc/>
    public long NextData(long offset)
    {
        if (offset >= Length || !OperatingSystem.IsLinux())
        {
            return Math.Min(offset, Length);
        }

        return SparseFile.NextData(handle, offset) ?? Length;
    }

    /// <inheritdoc/>
    public void ForgetCached(long offset, long length)
    {
        if (OperatingSystem.IsLinux())
        {
            // Advice: the return value says nothing a reader could act on.
            _ = Advise(handle, offset, length, AdviceDontNeed);
        }
    }

    public void Dispose() => handle.Dispose();

    private static SafeFileHandle OpenLocked(string path)
    {
        try
        {
            if (!OperatingSystem.IsWindows() && !File.Exists(path))
            {
                // Customers' bytes: for the owner of the process alone, from the first moment.
                using var made = new FileStream(path, new FileStreamOptions
                {
                    Mode = FileMode.OpenOrCreate,
                    Access = FileAccess.ReadWrite,
                    UnixCreateMode = OwnerOnly,
                });
            }

            return File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (File.Exists(path))
        {
            throw new DiskInUseException(path, e);
        }
    }

    // fdatasync(2): bytes, and of the file's own record what reading them back needs; not the time of the last change.
    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    private static partial int FlushData(SafeFileHandle file);

    // Linux number: POSIX_FADV_DONTNEED (posix_fadvise(2)).
    private const int AdviceDontNeed = 4;

    [LibraryImport("libc", EntryPoint = "posix_fadvise")]
    private static partial int Advise(SafeFileHandle file, long offset, long length, int advice);
}
