using System.Buffers.Binary;

namespace CloudControl.Infrastructure.Images.Import.Qcow2;

/// <summary>
/// What a qcow2 file says of itself, versions 2 and 3, judged: a header that was read is one whose disk can be decoded. All numbers are
/// big-endian. Source of the format: QEMU's <c>docs/interop/qcow2.rst</c>.
/// <code>
///    0 magic "QFI\xfb"      32 crypt method        72 incompatible features  ┐
///    4 version              36 L1 entries          80 compatible features    │ version 3
///    8 backing file offset  40 L1 offset           88 autoclear features     │
///   20 cluster bits         48 refcounts: not ours 100 header length        │
///   24 virtual size         60 snapshots: not ours 104 compression type      ┘
/// </code>
/// </summary>
/// <param name="Version">2 or 3.</param>
/// <param name="ClusterBits">Binary logarithm of the cluster's size; 9 to 21.</param>
/// <param name="VirtualBytes">Size of the disk; at least 1.</param>
/// <param name="L1Offset">Where the table of tables lies in the file: the start of a cluster.</param>
/// <param name="L1Entries">Entries of that table that the disk needs; all inside the file.</param>
internal sealed record Qcow2Header(int Version, int ClusterBits, long VirtualBytes, long L1Offset, int L1Entries)
{
    /// <summary>Bytes of an entry of either table.</summary>
    public const int EntryBytes = 8;

    private const int Version2Bytes = 72, Version3Bytes = 104;
    private const int SmallestClusterBits = 9, LargestClusterBits = 21;

    /// <summary>QEMU's own limit.</summary>
    private const long LongestL1Bytes = 32L << 20;

    /// <summary>Refcounts may be wrong, which only a writer needs.</summary>
    private const ulong Dirty = 1;

    /// <summary>Each incompatible feature we know of by name and refuse.</summary>
    private static readonly (ulong Bit, string Why)[] Refused =
    [
        (1 << 1, "it is marked corrupt"),
        (1 << 2, "its data are in another file"),
        (1 << 3, "its clusters are compressed with something else than deflate"),
        (1 << 4, "it has extended L2 entries"),
    ];

    public int ClusterBytes => 1 << ClusterBits;

    /// <summary>Entries of a second-level table, which is one cluster.</summary>
    public int L2Entries => ClusterBytes / EntryBytes;

    /// <exception cref="UnusableImageException">There is no disk in this file that could be decoded.</exception>
    public static Qcow2Header Read(StagedFile file, long maximumBytes)
    {
        var head = new byte[Version3Bytes];
        file.Read(0, head);
        var version = (int)Math.Min(U32(head, 4), int.MaxValue);
        Refuse(version is not (2 or 3), $"it is qcow version {version}, not 2 or 3");
        Refuse(file.Length < (version == 2 ? Version2Bytes : Version3Bytes), "it ends inside its header");
        Refuse(U64(head, 8) != 0, "it refers to a backing file");
        Refuse(U32(head, 32) != 0, "it is encrypted");
        RefuseFeatures(version == 2 ? 0 : U64(head, 72));

        var clusterBits = U32(head, 20);
        Refuse(clusterBits is < SmallestClusterBits or > LargestClusterBits, "its clusters are of a size that cannot be");
        var clusterBytes = 1L << (int)clusterBits;
        Refuse(version == 3 && (U32(head, 100) < Version3Bytes || U32(head, 100) > clusterBytes), "its header has a length that cannot be");

        var virtualBytes = U64(head, 24);
        Refuse(virtualBytes == 0, "it is empty");
        Refuse(virtualBytes > (ulong)maximumBytes, $"its disk is longer than {maximumBytes} bytes");

        var bytesPerTable = clusterBytes / EntryBytes * clusterBytes;
        var needed = (int)(((long)virtualBytes + bytesPerTable - 1) / bytesPerTable);
        var (offset, entries) = (U64(head, 40), U32(head, 36));
        Refuse(entries < needed || entries * (long)EntryBytes > LongestL1Bytes, "its L1 table does not fit its disk");
        Refuse(offset == 0 || offset % (ulong)clusterBytes != 0, "its L1 table does not begin at a cluster");
        Refuse(offset > (ulong)file.Length || (long)needed * EntryBytes > file.Length - (long)offset, "its L1 table is not in the file");
        return new Qcow2Header(version, (int)clusterBits, (long)virtualBytes, (long)offset, needed);
    }

    private static void RefuseFeatures(ulong incompatible)
    {
        foreach (var (bit, why) in Refused)
        {
            Refuse((incompatible & bit) != 0, why);
        }

        Refuse((incompatible & ~(Dirty | Refused.Aggregate(0UL, (all, one) => all | one.Bit))) != 0, "it has a feature that is not known here");
    }

    private static void Refuse(bool isSo, string why)
    {
        if (isSo)
        {
            throw new UnusableImageException(why);
        }
    }

    private static uint U32(byte[] head, int offset) => BinaryPrimitives.ReadUInt32BigEndian(head.AsSpan(offset));

    private static ulong U64(byte[] head, int offset) => BinaryPrimitives.ReadUInt64BigEndian(head.AsSpan(offset));
}
