using System.IO.Compression;
using CloudControl.Domain.Images;
using CloudControl.Infrastructure.Images.Import.Qcow2;

namespace CloudControl.Infrastructure.Images.Import;

/// <summary>Makes a fetched file the disk it describes: decompressed if it is compressed, then decoded if it is no raw disk.</summary>
internal sealed class ImageUnpacking(ImageStaging staging, ImportOptions options)
{
    private const int SectorBytes = 512;

    /// <summary>The disk's bytes from its first sector to its last; the caller's to dispose or keep. The file that was fetched is used up.</summary>
    /// <param name="image">Whose file.</param>
    /// <param name="fetched">What the URL led to.</param>
    /// <param name="ct">Cancels it.</param>
    /// <exception cref="UnusableImageException">It is no disk, or one that nobody can use.</exception>
    /// <exception cref="NoStagingRoomException">There is no room for it.</exception>
    public StagedFile Run(ImageId image, StagedFile fetched, CancellationToken ct)
    {
        var file = fetched;
        try
        {
            if (FormatOf(file).Format is DiskFormat.Gzip)
            {
                file = Replace(file, Make(image, plain => Decompress(fetched, plain, ct)));
            }

            var (format, name) = FormatOf(file);
            return format switch
            {
                DiskFormat.Raw => Checked(file),
                DiskFormat.Qcow2 => Replace(file, Make(image, disk => new Qcow2Decoder(file, options.MaximumBytes).WriteTo(disk, ct))),
                DiskFormat.Gzip => throw new UnusableImageException("it is compressed twice"),
                _ => throw new UnusableImageException($"it is {name}, which cannot be imported"),
            };
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static StagedFile Replace(StagedFile used, StagedFile by)
    {
        used.Dispose();
        return by;
    }

    private static (DiskFormat Format, string Name) FormatOf(StagedFile file)
    {
        var head = new byte[DiskFormats.SniffedBytes];
        file.Read(0, head);
        return DiskFormats.Of(head);
    }

    private static StagedFile Checked(StagedFile disk) => disk.Length switch
    {
        0 => throw new UnusableImageException("it is empty"),
        var length when length % SectorBytes != 0 => throw new UnusableImageException($"its {length} bytes are not whole sectors of {SectorBytes}"),
        _ => disk,
    };

    private StagedFile Make(ImageId image, Action<StagedFile> fill)
    {
        var made = staging.Begin(image);
        try
        {
            fill(made);
            return made;
        }
        catch
        {
            made.Dispose();
            throw;
        }
    }

    private void Decompress(StagedFile packed, StagedFile plain, CancellationToken ct)
    {
        using var from = new FileStream(packed.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var stream = new GZipStream(from, CompressionMode.Decompress);
        try
        {
            new SparseWriter(plain, options.MaximumBytes).CopyFrom(stream, ct);
        }
        catch (InvalidDataException)
        {
            throw new UnusableImageException("its gzip data are damaged");
        }
    }
}
