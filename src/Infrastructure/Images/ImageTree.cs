using System.Security.Cryptography;
using System.Text;

namespace CloudControl.Infrastructure.Images;

/// <summary>What an entry of a tree is.</summary>
internal enum TreeEntryKind
{
    Directory,
    File,
    Link,
}

/// <summary>One entry of a root tree.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Path">Absolute, without a slash at the end.</param>
/// <param name="Mode">Four octal digits; <c>0777</c> for links.</param>
/// <param name="Group">Number of its group; the owner is always root.</param>
/// <param name="Content">A file's bytes, or a link's target in UTF-8; empty for a directory.</param>
internal sealed record TreeEntry(TreeEntryKind Kind, string Path, string Mode, int Group, ReadOnlyMemory<byte> Content);

/// <summary>A root tree: what an image's ext4 holds before it becomes somebody's.</summary>
internal sealed class ImageTree
{
    /// <param name="name">The tree's name.</param>
    /// <param name="entries">In an order in which every folder comes before what is in it.</param>
    public ImageTree(string name, IReadOnlyList<TreeEntry> entries)
    {
        Name = name;
        Entries = entries;
        Digest = DigestOf(entries);
    }

    public string Name { get; }

    public IReadOnlyList<TreeEntry> Entries { get; }

    /// <summary>SHA-256 of everything in the tree, 64 hexadecimal digits.</summary>
    public string Digest { get; }

    /// <summary>Writes the tree into an empty folder: names, contents and links. Owners, modes and times are set on the ext4 itself,
    /// so that it takes no privileges to make one.</summary>
    public void UnfoldInto(string folder)
    {
        foreach (var entry in Entries)
        {
            var path = folder + entry.Path;
            switch (entry.Kind)
            {
                case TreeEntryKind.Directory:
                    Directory.CreateDirectory(path);
                    break;
                case TreeEntryKind.Link:
                    File.CreateSymbolicLink(path, Encoding.UTF8.GetString(entry.Content.Span));
                    break;
                default:
                    File.WriteAllBytes(path, entry.Content.Span);
                    break;
            }
        }
    }

    private static string DigestOf(IEnumerable<TreeEntry> entries)
    {
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var entry in entries)
        {
            digest.AppendData(Encoding.UTF8.GetBytes($"{entry.Kind} {entry.Mode} {entry.Group} {entry.Path} {entry.Content.Length}\n"));
            digest.AppendData(entry.Content.Span);
        }

        return Convert.ToHexStringLower(digest.GetHashAndReset());
    }
}
