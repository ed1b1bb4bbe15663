using CloudControl.Testing;

namespace CloudControl.Tidy.Tests;

/// <summary>One text file of ours: its path from the checkout's root, with forward slashes, and its lines.</summary>
public sealed record SourceFile(string Path, string[] Lines)
{
    /// <summary>Every place where the predicate holds, as <c>path:line: text</c>.</summary>
    public IEnumerable<string> LinesWhere(Func<string, bool> predicate) =>
        Lines.Select((text, index) => (text, index)).Where(line => predicate(line.text)).Select(line => $"{Path}:{line.index + 1}: {line.text.Trim()}");
}

/// <summary>The files people wrote: no build output, no generated migrations, no golden files.</summary>
public static class SourceTree
{
    private static readonly string[] Folders = ["src", "tests", "migrations", "tools", "scripts", "docs", ".ci"];
    private static readonly string[] Extensions = [".cs", ".csproj", ".props", ".targets", ".sh", ".md", ".js", ".cjs", ".mjs", ".html", ".css", ".yaml", ".sql"];
    private static readonly string[] SkippedFolders = ["/bin/", "/obj/", "/node_modules/", "/migrations/Migrations/", "/Golden/"];

    public static IReadOnlyList<SourceFile> All { get; } = Read();

    public static IEnumerable<SourceFile> CSharp(string folder) => All.Where(file => file.Path.StartsWith(folder + "/", StringComparison.Ordinal) && file.Path.EndsWith(".cs", StringComparison.Ordinal));

    private static SourceFile[] Read()
    {
        var root = RepositoryRoot.Path;
        var nested = Folders.Select(folder => Path.Combine(root, folder)).Where(Directory.Exists).SelectMany(folder => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories));
        return Directory.EnumerateFiles(root).Concat(nested)
            .Where(path => Extensions.Contains(Path.GetExtension(path)))
            .Select(path => (path, name: Path.GetRelativePath(root, path).Replace('\\', '/')))
            .Where(file => !SkippedFolders.Any(skipped => ("/" + file.name).Contains(skipped, StringComparison.Ordinal)))
            .OrderBy(file => file.name, StringComparer.Ordinal)
            .Select(file => new SourceFile(file.name, File.ReadAllLines(file.path)))
            .ToArray();
    }
}
