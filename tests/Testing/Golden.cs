using System.Runtime.CompilerServices;
using System.Text;
using Xunit;

namespace CloudControl.Testing;

/// <summary>
/// Compares what the code produces with a committed file, so that a change shows in the change's own diff. <c>make golden</c>
/// (which sets <c>GOLDEN=write</c>) rewrites the files; read what changed before committing it.
/// </summary>
public static class Golden
{
    private const int ContextLines = 3;
    private const int ShownLines = 60;

    /// <summary>Whether the files are being rewritten, and so not to be trusted.</summary>
    public static bool Writing => Environment.GetEnvironmentVariable("GOLDEN") == "write";

    /// <param name="actual">What the code produces now. Line ends are compared as <c>\n</c>, one at the end.</param>
    /// <param name="path">The committed file: relative to the folder of the calling test, or absolute.</param>
    /// <param name="callerFile">Filled in by the compiler.</param>
    public static void ShouldMatch(string actual, string path, [CallerFilePath] string callerFile = "")
    {
        var file = Path.Combine(Path.GetDirectoryName(callerFile)!, path);
        var now = Normalize(actual);
        if (Writing)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, now);
            return;
        }

        var name = Path.GetRelativePath(RepositoryRoot.Path, file);
        if (!File.Exists(file))
        {
            Assert.Fail($"{name} does not exist yet. Run `make golden`, read the file, commit it.");
        }

        var committed = Normalize(File.ReadAllText(file));
        if (committed != now)
        {
            Assert.Fail($"{name} differs (- committed, + now). If that is meant, run `make golden` and commit it.\n{Difference(committed, now)}");
        }
    }

    private static string Normalize(string text) => text.ReplaceLineEndings("\n").TrimEnd('\n') + "\n";

    /// <summary>The lines between the common start and the common end of both texts, with a little of what surrounds them.</summary>
    internal static string Difference(string committed, string now)
    {
        string[] before = committed.Split('\n'), after = now.Split('\n');
        var shorter = Math.Min(before.Length, after.Length);
        var start = 0;
        while (start < shorter && before[start] == after[start])
        {
            start++;
        }

        var end = 0;
        while (end < shorter - start && before[^(end + 1)] == after[^(end + 1)])
        {
            end++;
        }

        var shown = new StringBuilder().AppendLine($"@@ line {start + 1} @@");
        Append(shown, "  ", before[Math.Max(0, start - ContextLines)..start]);
        Append(shown, "- ", before[start..^end]);
        Append(shown, "+ ", after[start..^end]);
        Append(shown, "  ", before[^end..].Take(ContextLines));
        return shown.ToString();
    }

    private static void Append(StringBuilder shown, string mark, IEnumerable<string> lines)
    {
        var all = lines.ToArray();
        foreach (var line in all.Take(ShownLines))
        {
            shown.Append(mark).AppendLine(line);
        }

        if (all.Length > ShownLines)
        {
            shown.Append(mark).AppendLine($"… {all.Length - ShownLines} more lines");
        }
    }
}
