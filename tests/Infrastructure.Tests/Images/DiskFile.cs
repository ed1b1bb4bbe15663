using System.Diagnostics;
using System.Text;
using CloudControl.Domain.Storage;

namespace CloudControl.Infrastructure.Tests.Images;

/// <summary>A device's contents copied out to a sparse file, for stock tools to judge.</summary>
internal sealed class DiskFile : IDisposable
{
    private DiskFile()
    {
    }

    /// <summary>Copies what was written; the rest of the file is a hole.</summary>
    public static async Task<DiskFile> CopyOfAsync(IBlockDevice device, CancellationToken ct)
    {
        var disk = new DiskFile();
        using var file = File.OpenHandle(disk.Path, FileMode.CreateNew, FileAccess.Write);
        RandomAccess.SetLength(file, device.Length);
        foreach (var stretch in device.Map(0, device.Length).Where(stretch => stretch.IsWritten))
        {
            var bytes = new byte[stretch.Length];
            await device.ReadAsync(stretch.Offset, bytes, ct);
            RandomAccess.Write(file, bytes, stretch.Offset);
        }

        return disk;
    }

    /// <summary>Copies an export out with libnbd's nbdcopy.</summary>
    public static DiskFile CopyOfExport(string uri)
    {
        var disk = new DiskFile();
        var (exitCode, _) = Run("nbdcopy", uri, disk.Path);
        Assert.Equal(0, exitCode);
        return disk;
    }

    public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"disk-{Guid.NewGuid():n}.raw");

    /// <summary>Passes when the file system's own checker, asked to change nothing, has nothing to change: e2fsck, or xfs_repair.</summary>
    public void ShouldBeClean(string filesystem = "ext4")
    {
        var (exitCode, output) = filesystem == "xfs" ? Run("xfs_repair", "-f", "-n", Path) : Run("e2fsck", "-fn", Path);
        Assert.True(exitCode == 0, Encoding.UTF8.GetString(output));
    }

    /// <summary>What util-linux's blkid recognises: <c>TYPE</c>, <c>LABEL</c>, <c>UUID</c>; empty when there is none.</summary>
    public string Recognised(string tag) => Encoding.UTF8.GetString(Run("blkid", "-p", "-o", "value", "-s", tag, Path).Output).Trim();

    /// <summary>A file's bytes as debugfs reads them.</summary>
    public byte[] Read(string path) => Run("debugfs", "-R", $"cat {path}", Path).Output;

    public string ReadText(string path) => Encoding.UTF8.GetString(Read(path));

    /// <summary>Four octal digits, owner and group: <c>0600 0:0</c>.</summary>
    public string ModeOf(string path)
    {
        var stat = Encoding.UTF8.GetString(Run("debugfs", "-R", $"stat {path}", Path).Output);
        string Field(string name) => System.Text.RegularExpressions.Regex.Match(stat, name + @":\s+(\d+)").Groups[1].Value;
        return $"{Field("Mode")[^4..]} {Field("User")}:{Field("Group")}";
    }

    /// <summary>The value of a line of the superblock's description.</summary>
    public string Superblock(string field)
    {
        var lines = Encoding.UTF8.GetString(Run("dumpe2fs", "-h", Path).Output).Split('\n');
        return lines.Single(line => line.StartsWith(field + ":", StringComparison.Ordinal))[(field.Length + 1)..].Trim();
    }

    public void Dispose() => File.Delete(Path);

    private static (int ExitCode, byte[] Output) Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PATH"] += ":/usr/sbin:/sbin";
        start.FileName = new[] { "/usr/sbin/", "/sbin/" }.Select(folder => folder + program).FirstOrDefault(File.Exists) ?? program;
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        using var output = new MemoryStream();
        process.StandardOutput.BaseStream.CopyTo(output);
        process.WaitForExit();
        errors.GetAwaiter().GetResult();
        return (process.ExitCode, output.ToArray());
    }
}
