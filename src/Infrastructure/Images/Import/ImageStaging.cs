using System.Globalization;
using CloudControl.Domain.Images;
using CloudControl.Infrastructure.Storage.Disks;
using Microsoft.Win32.SafeHandles;

namespace CloudControl.Infrastructure.Images.Import;

/// <summary>
/// The folder where fetched images lie until their volume holds them: <c>imports/42.raw</c> is image 42, whole; <c>imports/42.….part</c>
/// is on its way there. Whatever is lost here is fetched again. A file that goes is overwritten first: what a customer brought must not
/// be left on a disk where no scrub would look for it.
/// </summary>
public sealed class ImageStaging(ImageOptions images, ImportOptions options)
{
    private const int ZeroBytes = 1 << 20;

    /// <summary>Bytes written between two looks at the room that is left.</summary>
    private const long LookAtRoomEvery = 64L << 20;

    private static readonly byte[] Zeroes = new byte[ZeroBytes];

    private string Folder => images.ImportFolder;

    /// <summary>The image as it was put there; null when it is not there, or not whole.</summary>
    public SafeFileHandle? Open(ImageId image)
    {
        try
        {
            return File.OpenHandle(PathOf(image), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Overwrites and deletes all there is of an image; there may be nothing.</summary>
    public void Drop(ImageId image)
    {
        if (!Directory.Exists(Folder))
        {
            return;
        }

        foreach (var path in Directory.EnumerateFiles(Folder, $"{NameOf(image)}.*"))
        {
            Erase(path);
        }
    }

    /// <summary>An empty file of the image's own, readable by nobody else.</summary>
    public StagedFile Begin(ImageId image)
    {
        Directory.CreateDirectory(Folder);
        var path = Path.Combine(Folder, $"{NameOf(image)}.{Guid.NewGuid():n}.part");
        var how = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Share = FileShare.ReadWrite | FileShare.Delete, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            how.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new StagedFile(this, path, new FileStream(path, how));
    }

    /// <summary>Makes a file the image, whole.</summary>
    internal void Keep(StagedFile file, ImageId image) => File.Move(file.Path, PathOf(image), overwrite: true);

    /// <summary>Looks at the room that is left, now and then.</summary>
    /// <param name="before">Bytes written before.</param>
    /// <param name="after">Bytes written now.</param>
    /// <exception cref="NoStagingRoomException">There is too little.</exception>
    internal void LookAtRoom(long before, long after)
    {
        if ((before == 0 || before / LookAtRoomEvery != after / LookAtRoomEvery) && new DriveInfo(Folder).AvailableFreeSpace < options.MinimumFreeBytes)
        {
            throw new NoStagingRoomException();
        }
    }

    internal static void Erase(string path)
    {
        try
        {
            using (var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete))
            {
                foreach (var (offset, length) in SparseFile.DataRanges(file).ToList())
                {
                    for (long done = 0; done < length; done += ZeroBytes)
                    {
                        RandomAccess.Write(file, Zeroes.AsSpan(0, (int)Math.Min(ZeroBytes, length - done)), offset + done);
                    }
                }

                RandomAccess.FlushToDisk(file);
            }

            File.Delete(path);
        }
        catch (FileNotFoundException)
        {
            // Another worker, or an earlier turn of this one, was quicker.
        }
    }

    private static string NameOf(ImageId image) => image.Value.ToString(CultureInfo.InvariantCulture);

    private string PathOf(ImageId image) => Path.Combine(Folder, $"{NameOf(image)}.raw");
}

/// <summary>A file in the staging folder. Unless it was kept it is erased when it is disposed.</summary>
public sealed class StagedFile(ImageStaging staging, string path, FileStream file) : IDisposable
{
    private long written;

    public string Path => path;

    public SafeFileHandle Handle => file.SafeFileHandle;

    public long Length => RandomAccess.GetLength(Handle);

    /// <exception cref="NoStagingRoomException">The disk is nearly full.</exception>
    public void Write(long offset, ReadOnlySpan<byte> bytes)
    {
        staging.LookAtRoom(written, written += bytes.Length);
        RandomAccess.Write(Handle, bytes, offset);
    }

    /// <summary>Fills the span; what lies past the file's end reads as zero.</summary>
    public void Read(long offset, Span<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            var read = RandomAccess.Read(Handle, bytes, offset);
            if (read == 0)
            {
                bytes.Clear();
                return;
            }

            offset += read;
            bytes = bytes[read..];
        }
    }

    public void Dispose()
    {
        file.Dispose();
        if (File.Exists(path))
        {
            ImageStaging.Erase(path);
        }
    }
}
