using System.Security.Cryptography;

namespace CloudControl.Testing.Storage.Decoder;

/// <summary>A stretch of a logical volume on the disk.</summary>
/// <param name="Start">Byte of the volume.</param>
/// <param name="Length">Bytes.</param>
/// <param name="DiskOffset">Byte of the disk.</param>
public sealed record DecodedSegment(long Start, long Length, long DiskOffset);

/// <summary>A logical volume that is to be seen: linear, or a sparse one (zero origin, COW store, snapshot).</summary>
public sealed class DecodedVolume
{
    private readonly ReadBytes disk;

    internal DecodedVolume(ReadBytes disk, string name, string id, IReadOnlyList<string> tags, IReadOnlyList<DecodedSegment> segments)
    {
        (this.disk, Name, Id, Tags, Segments) = (disk, name, id, tags, segments);
        PhysicalBytes = segments.Sum(s => s.Length);
    }

    public string Name { get; }

    /// <summary>lvm2's uuid, with dashes.</summary>
    public string Id { get; }

    public IReadOnlyList<string> Tags { get; }

    /// <summary>Its own extents; for a sparse volume those of its store.</summary>
    public IReadOnlyList<DecodedSegment> Segments { get; }

    /// <summary>Bytes on the disk.</summary>
    public long PhysicalBytes { get; }

    /// <summary>Virtual size in bytes; null for a linear volume.</summary>
    public long? VirtualBytes { get; init; }

    /// <summary>lvm2's uuid of the zero origin; null for a linear volume.</summary>
    public string? OriginId { get; init; }

    /// <summary>The chunk the table asks for, in bytes; 0 for a linear volume.</summary>
    public int TableChunkBytes { get; init; }

    public bool IsSparse => VirtualBytes is not null;

    /// <summary>What a reader of the volume sees.</summary>
    public long Length => VirtualBytes ?? PhysicalBytes;

    /// <summary>The value of a tag of the form <c>name=value</c>; null when there is none.</summary>
    public string? Tag(string name) =>
        Tags.FirstOrDefault(t => t.StartsWith(name + "=", StringComparison.Ordinal))?[(name.Length + 1)..];

    /// <summary>The store of a sparse volume.</summary>
    /// <exception cref="InvalidDataException">A kernel would refuse it.</exception>
    public DecodedStore ReadStore() => DecodedStore.Read(ReadPhysical, PhysicalBytes, TableChunkBytes);

    /// <summary>The volume's bytes, piece by piece, as a kernel would give them to whoever reads it from end to end.</summary>
    public IEnumerable<byte[]> Contents()
    {
        var store = IsSparse ? ReadStore() : null;
        var piece = store?.ChunkBytes ?? 65536;
        for (long at = 0; at < Length; at += piece)
        {
            var bytes = new byte[Math.Min(piece, Length - at)];
            if (store is null)
            {
                ReadPhysical(at, bytes);
            }
            else if (store.Exceptions.TryGetValue(at / piece, out var stored))
            {
                ReadPhysical(stored * piece, bytes);
            }

            yield return bytes;
        }
    }

    /// <summary>Hexadecimal SHA-256 of the contents.</summary>
    public string Sha256()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var piece in Contents())
        {
            hash.AppendData(piece);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private void ReadPhysical(long offset, Span<byte> into)
    {
        while (into.Length > 0)
        {
            var segment = Segments.FirstOrDefault(s => offset >= s.Start && offset < s.Start + s.Length)
                ?? throw new InvalidDataException($"byte {offset} of '{Name}' lies on no segment");
            var count = (int)Math.Min(into.Length, segment.Start + segment.Length - offset);
            disk(segment.DiskOffset + offset - segment.Start, into[..count]);
            offset += count;
            into = into[count..];
        }
    }
}
