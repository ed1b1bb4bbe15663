using CloudControl.Domain.Storage;

namespace CloudControl.Simulation.Tests.Chaos;

/// <summary>
/// Former tenants' bytes, in every extent of a disk before its host is born: a page at the extent's beginning, where stores have
/// their headers, or anywhere in it. Whoever is given such an extent must not see them.
/// </summary>
internal static class Taint
{
    private const byte Mark = 0xA5;
    private const int PageBytes = 4096;
    private const int PieceBytes = 16 << 20;
    private static readonly long Extent = ByteSize.FromMiB(4).Bytes;
    private static readonly long FirstExtent = ByteSize.FromMiB(16).Bytes;

    /// <summary>Makes the disk of a host to be, with marks in all its extents.</summary>
    public static void Lay(string path, ByteSize size, Random random)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var disk = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write);
        RandomAccess.SetLength(disk, size.Bytes);
        Span<byte> page = stackalloc byte[PageBytes];
        page.Fill(Mark);
        for (var extent = FirstExtent; extent + Extent <= size.Bytes; extent += Extent)
        {
            var where = random.Next(2) == 0 ? 0 : random.Next((int)(Extent / PageBytes)) * PageBytes;
            RandomAccess.Write(disk, page, extent + where);
        }
    }

    /// <summary>The first byte of a volume that is not zero; null when all are.</summary>
    public static async Task<string?> FirstForeignByteAsync(IBlockDevice volume)
    {
        var piece = new byte[PieceBytes];
        for (long at = 0; at < volume.Length; at += piece.Length)
        {
            var part = piece.AsMemory(0, (int)Math.Min(piece.Length, volume.Length - at));
            await volume.ReadAsync(at, part, default);
            if (part.Span.IndexOfAnyExcept((byte)0) is >= 0 and var foreign)
            {
                return $"byte {at + foreign} is {part.Span[foreign]:x2}";
            }
        }

        return null;
    }
}
