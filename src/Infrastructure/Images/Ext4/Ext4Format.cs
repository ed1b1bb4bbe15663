using System.Globalization;
using CloudControl.Domain.Storage;

namespace CloudControl.Infrastructure.Images.Ext4;

/// <summary>
/// How our file systems are laid out: an ordinary ext4 with everything named that /etc/mke2fs.conf would otherwise decide, so that
/// every machine makes the same bytes.
/// </summary>
/// <remarks>
/// What is written at birth is what a create writes and what a destroy must scrub, so two choices keep it small: metadata packed at the
/// front (<c>packed_meta_blocks</c>) and room to grow to 16 times the size instead of mke2fs's 1024 times (<c>resize</c>). A 25 GiB disk
/// comes to 22 chunks of 64 KiB instead of some 95. The UUID may change later because checksums have a seed of their own
/// (<c>metadata_csum_seed</c>).
/// </remarks>
internal static class Ext4Format
{
    private const int BlockBytes = 4096;
    private const int GrowthFactor = 16;

    /// <summary>The smallest disk we put a file system on.</summary>
    public static ByteSize MinimumDisk => ByteSize.FromMiB(64);

    private const string Features =
        "none,has_journal,ext_attr,resize_inode,dir_index,filetype,extent,64bit,flex_bg,sparse_super,large_file,huge_file,dir_nlink,"
        + "extra_isize,metadata_csum,metadata_csum_seed";

    /// <summary>mke2fs's arguments for a disk of that size, before the folder and the file.</summary>
    public static IReadOnlyList<string> Options(ByteSize disk, Guid uuid) =>
    [
        "-q", "-F", "-t", "ext4", "-O", Features, "-b", $"{BlockBytes}", "-I", "256", "-i", "16384", "-m", "5", "-U", uuid.ToString(),
        "-E", string.Create(CultureInfo.InvariantCulture,
            $"lazy_itable_init=1,lazy_journal_init=1,nodiscard,root_owner=0:0,packed_meta_blocks=1,hash_seed={uuid},resize={disk.Bytes / BlockBytes * GrowthFactor}"),
    ];

    /// <summary>Makes an ext4 that fills <paramref name="file"/>, which exists and is sparse, with the contents of a folder.</summary>
    public static Task MakeAsync(string file, string folder, ByteSize disk, Guid uuid, DateTimeOffset time, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(disk, MinimumDisk);
        return E2fsProgs.Mke2fsAsync([.. Options(disk, uuid), "-d", folder, file], time, ct);
    }
}
