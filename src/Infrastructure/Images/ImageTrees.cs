using System.Reflection;
using System.Text;

namespace CloudControl.Infrastructure.Images;

/// <summary>
/// The root trees that ship with the product, read from the resources under <c>Images/Trees</c>. A layout, such as
/// <c>debian-12.layout</c>, lists the tree line by line; a file's content lies under the same name, at <c>debian-12/etc/issue</c>.
/// </summary>
/// <remarks>
/// <code>
/// include base                    all that another layout lists, its files too
/// dir  0755 /etc
/// file 0640:42 /etc/shadow        mode, and the group unless it is root's
/// link /bin usr/bin               a symbolic link and its target
/// </code>
/// </remarks>
public static class ImageTrees
{
    /// <summary>The image that is no tree at all: an empty disk.</summary>
    public const string Blank = "blank";

    private const int BlockBytes = 4096;

    private const int MaxIncludeDepth = 4;
    private const string ResourcePrefix = "Trees/";
    private static readonly Dictionary<string, ImageTree> All = LoadAll();

    /// <summary>The names of all trees.</summary>
    public static IReadOnlyCollection<string> Names => All.Keys;

    /// <summary>Null for a name that is not a tree's.</summary>
    internal static ImageTree? Find(string name) => All.GetValueOrDefault(name);

    /// <summary>Bytes a tree's files take on an ext4, in whole blocks; 0 for a tree that has none.</summary>
    public static long BytesOf(string name) => Find(name)?.Entries.Sum(entry => (entry.Content.Length + BlockBytes - 1L) / BlockBytes * BlockBytes) ?? 0;

    private static Dictionary<string, ImageTree> LoadAll()
    {
        const string suffix = ".layout";
        return Assembly.GetExecutingAssembly().GetManifestResourceNames()
            .Where(name => name.StartsWith(ResourcePrefix, StringComparison.Ordinal) && name.EndsWith(suffix, StringComparison.Ordinal))
            .Select(name => name[ResourcePrefix.Length..^suffix.Length])
            .Where(name => !name.StartsWith("base", StringComparison.Ordinal))
            .ToDictionary(name => name, name => new ImageTree(name, [.. Entries(name, depth: 0)]));
    }

    private static IEnumerable<TreeEntry> Entries(string layout, int depth)
    {
        if (depth > MaxIncludeDepth)
        {
            throw new InvalidDataException($"the layout {layout} includes itself");
        }

        foreach (var line in Encoding.UTF8.GetString(Read(layout + ".layout")).Split('\n'))
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words is ["include", var other])
            {
                foreach (var entry in Entries(other, depth + 1))
                {
                    yield return entry;
                }
            }
            else if (words.Length > 0 && !line.StartsWith('#'))
            {
                yield return Parse(layout, words);
            }
        }
    }

    private static TreeEntry Parse(string layout, string[] words) => words switch
    {
        ["dir", var mode, var path] => new TreeEntry(TreeEntryKind.Directory, path, ModeOf(mode), GroupOf(mode), default),
        ["file", var mode, var path] => new TreeEntry(TreeEntryKind.File, path, ModeOf(mode), GroupOf(mode), Read(layout + path)),
        ["link", var path, var target] => new TreeEntry(TreeEntryKind.Link, path, "0777", 0, Encoding.UTF8.GetBytes(target)),
        _ => throw new InvalidDataException($"the layout {layout} has a line that means nothing: {string.Join(' ', words)}"),
    };

    private static string ModeOf(string modeAndGroup) => modeAndGroup[..4];

    private static int GroupOf(string modeAndGroup) =>
        modeAndGroup.Length > 4 ? int.Parse(modeAndGroup.AsSpan(5), System.Globalization.CultureInfo.InvariantCulture) : 0;

    private static byte[] Read(string name)
    {
        using var resource = Assembly.GetExecutingAssembly().GetManifestResourceStream(ResourcePrefix + name)
            ?? throw new InvalidDataException($"the tree resource {name} is missing");
        using var copy = new MemoryStream();
        resource.CopyTo(copy);
        return copy.ToArray();
    }
}
