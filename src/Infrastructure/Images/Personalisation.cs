using System.Security.Cryptography;
using System.Text;
using CloudControl.Domain.Storage;
using CloudControl.Infrastructure.Images.Ext4;
using CloudControl.Infrastructure.Storage.Disks;
using Microsoft.Win32.SafeHandles;

namespace CloudControl.Infrastructure.Images;

/// <summary>
/// Turns a template into one droplet's file system: a copy of its few data ranges in memory, which debugfs then gives the personal
/// files and an identity of its own. Nothing of the customer's touches any disk but the volume (docs/adr/0011).
/// </summary>
internal static class Personalisation
{
    private const int CopyBytes = 1 << 20;

    /// <summary>Templates hold about 1 MiB; whatever holds more than this is no template.</summary>
    private const long MaxTemplateDataBytes = 64 << 20;

    /// <returns>A file in memory, to be closed by the caller. The same template, files, volume and time give the same bytes.</returns>
    public static async Task<SafeFileHandle> MakeAsync(
        SafeFileHandle template, IReadOnlyList<PersonalFile> files, VolumeId volume, DateTimeOffset time, CancellationToken ct)
    {
        var contents = new List<MemoryFile>();
        var image = new MemoryFile("droplet image");
        try
        {
            Copy(template, image.Handle);
            var script = new DebugfsScript().Identify(IdentityOf(volume, "file system"), IdentityOf(volume, "directory hash seed"));
            foreach (var file in files)
            {
                var content = MemoryFile.Holding("droplet file", file.Content);
                contents.Add(content);
                script.Write(content.Path, file.Path, file.Mode);
            }

            await E2fsProgs.DebugfsAsync(image.Path, script, time, ct);
            return image.Handle;
        }
        catch
        {
            image.Dispose();
            throw;
        }
        finally
        {
            contents.ForEach(content => content.Dispose());
        }
    }

    /// <summary>A UUID of the volume's own for one purpose: the start of a SHA-256, marked as version 8 (RFC 9562 §5.8).</summary>
    public static Guid IdentityOf(VolumeId volume, string purpose)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{purpose} of volume {volume}"), digest);
        digest[6] = (byte)((digest[6] & 0x0f) | 0x80);
        digest[8] = (byte)((digest[8] & 0x3f) | 0x80);
        return new Guid(digest[..16], bigEndian: true);
    }

    private static void Copy(SafeFileHandle template, SafeFileHandle image)
    {
        var ranges = SparseFile.DataRanges(template).ToList();
        if (ranges.Sum(range => range.Length) > MaxTemplateDataBytes)
        {
            throw new InvalidDataException($"a template holds more than {MaxTemplateDataBytes} bytes of data");
        }

        RandomAccess.SetLength(image, RandomAccess.GetLength(template));
        var buffer = new byte[CopyBytes];
        foreach (var (start, length) in ranges)
        {
            for (long done = 0, read; done < length; done += read)
            {
                var piece = buffer.AsSpan(0, (int)Math.Min(buffer.Length, length - done));
                read = RandomAccess.Read(template, piece, start + done);
                if (read == 0)
                {
                    throw new EndOfStreamException($"a template ended at {start + done}");
                }

                RandomAccess.Write(image, piece[..(int)read], start + done);
            }
        }
    }
}
