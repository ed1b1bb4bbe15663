using System.Buffers;
using System.Globalization;
using System.Text;

namespace CloudControl.Infrastructure.Images.Ext4;

/// <summary>
/// Commands for debugfs, which edits an ext4 in a file without mounting it. A script is text, so only words of ours may enter it:
/// what customers wrote reaches the disk as the content of a file that a command names, never as part of a command.
/// </summary>
internal sealed class DebugfsScript
{
    private const string RegularFile = "010";
    private const string Directory = "004";
    private const string SymbolicLink = "012";

    private static readonly SearchValues<char> Harmless =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._+-@");

    private readonly StringBuilder lines = new();

    public static string ModeOf(TreeEntry entry) => entry.Kind switch
    {
        TreeEntryKind.Directory => Directory + entry.Mode,
        TreeEntryKind.Link => SymbolicLink + entry.Mode,
        _ => RegularFile + entry.Mode,
    };

    /// <summary>Gives the file system its own identity; the checksums are seeded apart from it and stay right.</summary>
    public DebugfsScript Identify(Guid uuid, Guid hashSeed) =>
        Add("ssv", "uuid", uuid.ToString()).Add("ssv", "hash_seed", hashSeed.ToString());

    /// <summary>Copies a file from outside to a path that does not exist yet, owned by root.</summary>
    /// <param name="source">A file outside.</param>
    /// <param name="path">An absolute path on the ext4; its folder exists.</param>
    /// <param name="mode">Four octal digits.</param>
    public DebugfsScript Write(string source, string path, string mode) =>
        Add("write", source, path).Set(path, "mode", RegularFile + mode).Set(path, "uid", "0").Set(path, "gid", "0");

    /// <summary>Sets a field of an inode by debugfs's name for it.</summary>
    public DebugfsScript Set(string path, string field, string value) => Add("sif", path, field, value);

    /// <summary>Sets all four times of an inode.</summary>
    public DebugfsScript SetTimes(string path, DateTimeOffset time)
    {
        var seconds = "@" + time.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return Set(path, "atime", seconds).Set(path, "mtime", seconds).Set(path, "ctime", seconds).Set(path, "crtime", seconds);
    }

    public override string ToString() => lines.ToString();

    private DebugfsScript Add(params ReadOnlySpan<string> words)
    {
        foreach (var word in words)
        {
            if (word.Length == 0 || word.AsSpan().ContainsAnyExcept(Harmless))
            {
                throw new ArgumentException($"'{word}' must not enter a debugfs script");
            }
        }

        lines.AppendJoin(' ', words).Append('\n');
        return this;
    }
}
