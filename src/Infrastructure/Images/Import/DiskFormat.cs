namespace CloudControl.Infrastructure.Images.Import;

/// <summary>What a file is, by the bytes it begins with.</summary>
internal enum DiskFormat
{
    /// <summary>Nothing we know, so the disk's own bytes.</summary>
    Raw,

    Qcow2,

    Gzip,

    Bzip2,

    /// <summary>A format we know well enough not to take it for a disk's own bytes.</summary>
    Other,
}

/// <summary>
/// Tells formats apart as file(1) does. The first bytes of a raw disk are a boot sector or the gap before a superblock, which none of
/// these can be.
/// </summary>
internal static class DiskFormats
{
    /// <summary>Bytes a file is told by.</summary>
    public const int SniffedBytes = 512;

    private const int VdiMagicOffset = 64;

    private static readonly (DiskFormat Format, string Name, int Offset, byte[] Magic)[] Known =
    [
        (DiskFormat.Qcow2, "qcow2", 0, [(byte)'Q', (byte)'F', (byte)'I', 0xFB]),
        (DiskFormat.Gzip, "gzip", 0, [0x1F, 0x8B]),
        (DiskFormat.Bzip2, "bzip2", 0, "BZh"u8.ToArray()),
        (DiskFormat.Other, "xz", 0, [0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0]),
        (DiskFormat.Other, "zstd", 0, [0x28, 0xB5, 0x2F, 0xFD]),
        (DiskFormat.Other, "zip", 0, [(byte)'P', (byte)'K', 3, 4]),
        (DiskFormat.Other, "vmdk", 0, "KDMV"u8.ToArray()),
        (DiskFormat.Other, "vmdk", 0, "# Disk DescriptorFile"u8.ToArray()),
        (DiskFormat.Other, "vhdx", 0, "vhdxfile"u8.ToArray()),
        (DiskFormat.Other, "vhd", 0, "conectix"u8.ToArray()),
        (DiskFormat.Other, "vdi", VdiMagicOffset, [0x7F, 0x10, 0xDA, 0xBE]),
    ];

    /// <summary>The format and its name.</summary>
    /// <param name="head">The file's first <see cref="SniffedBytes"/> bytes, zeroes after its end.</param>
    public static (DiskFormat Format, string Name) Of(ReadOnlySpan<byte> head)
    {
        foreach (var (format, name, offset, magic) in Known)
        {
            if (head[offset..].StartsWith(magic))
            {
                return (format, name);
            }
        }

        return (DiskFormat.Raw, "raw");
    }
}
