using System.Buffers.Binary;
using System.Collections;
using System.IO.Compression;

namespace CloudControl.Infrastructure.Images.Import.Qcow2;

/// <summary>
/// Turns a qcow2 file into the disk it describes: a first-level table points to second-level tables, which point to the disk's
/// clusters; what nothing points to is zero. The file is a stranger's: every pointer is judged before it is followed, no cluster counts
/// twice, and what comes out is bounded by what a file of that length can hold. Internal snapshots are not looked at.
/// </summary>
public sealed class Qcow2Decoder
{
    /// <summary>Deflate cannot make more bytes of one (zlib.net/zlib_tech.html): who claims more points to the same bytes again and again.</summary>
    private const long LargestInflation = 1032;

    private readonly StagedFile file;
    private readonly Qcow2Header header;
    private readonly BitArray used;
    private readonly byte[] cluster;
    private long inflated;

    /// <exception cref="UnusableImageException">It is no qcow2 file that can be decoded.</exception>
    public Qcow2Decoder(StagedFile file, long maximumBytes)
    {
        this.file = file;
        header = Qcow2Header.Read(file, maximumBytes);
        cluster = new byte[header.ClusterBytes];
        used = new BitArray((int)((file.Length + header.ClusterBytes - 1) >> header.ClusterBits));
        Take(0, "header");
        for (long at = 0; at < (long)header.L1Entries * Qcow2Header.EntryBytes; at += header.ClusterBytes)
        {
            Take(header.L1Offset + at, "L1 table");
        }
    }

    /// <summary>Writes the disk to an empty file and gives it the disk's length.</summary>
    /// <exception cref="UnusableImageException">A pointer leads where it must not, or a cluster is damaged.</exception>
    public void WriteTo(StagedFile disk, CancellationToken ct)
    {
        var writer = new SparseWriter(disk, header.VirtualBytes);
        var table = new byte[header.ClusterBytes];
        for (var i = 0; i < header.L1Entries; i++)
        {
            ct.ThrowIfCancellationRequested();
            if (ReadTable(header.L1Offset + ((long)i * Qcow2Header.EntryBytes), table))
            {
                WriteClusters(writer, table, (long)i * header.L2Entries * header.ClusterBytes);
            }
        }

        RandomAccess.SetLength(disk.Handle, header.VirtualBytes);
    }

    /// <returns>False when the first-level entry points nowhere: all of its part of the disk is zero.</returns>
    private bool ReadTable(long entryOffset, byte[] table)
    {
        var bytes = new byte[Qcow2Header.EntryBytes];
        file.Read(entryOffset, bytes);
        var entry = new ClusterEntry(BinaryPrimitives.ReadUInt64BigEndian(bytes));
        Refuse(entry.HasReservedBitsOfL1, "an entry of its L1 table is damaged");
        if (entry.Offset == 0)
        {
            return false;
        }

        Take(entry.Offset, "L2 table");
        Refuse(entry.Offset + header.ClusterBytes > file.Length, "an L2 table ends outside the file");
        file.Read(entry.Offset, table);
        return true;
    }

    private void WriteClusters(SparseWriter writer, byte[] table, long start)
    {
        for (var i = 0; i < header.L2Entries; i++)
        {
            var offset = start + ((long)i << header.ClusterBits);
            if (offset >= header.VirtualBytes)
            {
                return;
            }

            if (ReadCluster(new ClusterEntry(BinaryPrimitives.ReadUInt64BigEndian(table.AsSpan(i * Qcow2Header.EntryBytes)))))
            {
                writer.Write(offset, cluster.AsSpan(0, (int)Math.Min(cluster.Length, header.VirtualBytes - offset)));
            }
        }
    }

    /// <returns>False when the cluster is zero.</returns>
    private bool ReadCluster(ClusterEntry entry)
    {
        if (entry.IsCompressed)
        {
            Inflate(entry.Compressed(header.ClusterBits));
            return true;
        }

        Refuse(entry.HasReservedBits || (entry.IsZero && header.Version == 2), "an entry of an L2 table is damaged");
        if (entry.Offset != 0)
        {
            Take(entry.Offset, "data cluster");
        }

        if (entry.Offset == 0 || entry.IsZero)
        {
            return false;
        }

        file.Read(entry.Offset, cluster);   // the file may end inside its last cluster, as QEMU leaves it; the rest is zero
        return true;
    }

    private void Inflate((long Offset, int Length) place)
    {
        Refuse(place.Offset == 0 || place.Offset >= file.Length, "a compressed cluster is outside the file");
        inflated += cluster.Length;
        Refuse(inflated / LargestInflation > file.Length, "its compressed clusters are more than the file can hold");

        var packed = new byte[(int)Math.Min(place.Length, file.Length - place.Offset)];
        file.Read(place.Offset, packed);
        using var stream = new DeflateStream(new MemoryStream(packed), CompressionMode.Decompress);
        try
        {
            Refuse(stream.ReadAtLeast(cluster, cluster.Length, throwOnEndOfStream: false) < cluster.Length, "a compressed cluster is too short");
        }
        catch (InvalidDataException)
        {
            throw new UnusableImageException("a compressed cluster is damaged");
        }
    }

    /// <summary>Claims a cluster of the file. In a sound image every one has one use; a loop has two.</summary>
    private void Take(long offset, string use)
    {
        Refuse((offset & (header.ClusterBytes - 1)) != 0, $"its {use} does not begin at a cluster");
        Refuse(offset >= file.Length, $"its {use} is outside the file");
        var number = (int)(offset >> header.ClusterBits);
        Refuse(used[number], $"its {use} lies where something else does");
        used[number] = true;
    }

    private static void Refuse(bool isSo, string why)
    {
        if (isSo)
        {
            throw new UnusableImageException(why);
        }
    }
}
