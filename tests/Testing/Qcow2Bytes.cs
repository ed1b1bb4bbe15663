using System.Buffers.Binary;

namespace CloudControl.Testing;

/// <summary>
/// A small qcow2 file made by hand, so that tests know where everything lies and can bend it: cluster 0 is the header, cluster 1 the L1
/// table, then come an L2 table and its data clusters for each part of the disk that has any. No refcounts: nobody who reads needs them.
/// </summary>
public static class Qcow2Bytes
{
    public const int ClusterBits = 16;
    public const int ClusterBytes = 1 << ClusterBits;

    /// <summary>Where the L1 table begins.</summary>
    public const int L1 = ClusterBytes;

    /// <summary>Where the first L2 table begins.</summary>
    public const int FirstL2 = 2 * ClusterBytes;

    private const ulong RefcountIsOne = 1UL << 63;
    private const long BytesPerTable = (ClusterBytes / 8L) * ClusterBytes;

    /// <param name="version">2 or 3.</param>
    /// <param name="virtualBytes">Size of the disk.</param>
    /// <param name="data">What is on it: clusters by their number on the disk, each of whole size.</param>
    public static byte[] Of(int version, long virtualBytes, params (long Number, byte[] Cluster)[] data)
    {
        var file = new List<byte[]> { Header(version, virtualBytes), new byte[ClusterBytes] };
        foreach (var part in data.GroupBy(cluster => cluster.Number * ClusterBytes / BytesPerTable))
        {
            var table = new byte[ClusterBytes];
            Write64(file[1], (int)part.Key * 8, ((ulong)file.Count * ClusterBytes) | RefcountIsOne);
            file.Add(table);
            foreach (var (number, cluster) in part)
            {
                Write64(table, (int)(number % (ClusterBytes / 8)) * 8, ((ulong)file.Count * ClusterBytes) | RefcountIsOne);
                file.Add(cluster);
            }
        }

        return [.. file.SelectMany(cluster => cluster)];
    }

    /// <summary>Overwrites eight bytes, big-endian.</summary>
    public static void Write64(byte[] file, int offset, ulong value) => BinaryPrimitives.WriteUInt64BigEndian(file.AsSpan(offset), value);

    /// <summary>Overwrites four bytes, big-endian.</summary>
    public static void Write32(byte[] file, int offset, uint value) => BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(offset), value);

    private static byte[] Header(int version, long virtualBytes)
    {
        var header = new byte[ClusterBytes];
        Write32(header, 0, 0x514649FB);
        Write32(header, 4, (uint)version);
        Write32(header, 20, ClusterBits);
        Write64(header, 24, (ulong)virtualBytes);
        Write32(header, 36, (uint)((virtualBytes + BytesPerTable - 1) / BytesPerTable));
        Write64(header, 40, L1);
        Write32(header, 96, 4);
        Write32(header, 100, 104);
        return header;
    }
}
