using System.Diagnostics;

namespace CloudControl.Simulation.Tests.Cloud;

/// <summary>A droplet's disk copied out through the storage port, and looked into with the file system's own tools.</summary>
internal static class DiskFiles
{
    private static readonly TimeSpan ToolLimit = TimeSpan.FromSeconds(30);

    /// <summary>Copies the disk into a sparse file; the caller deletes it.</summary>
    public static async Task<string> CopyAsync(CloudUnderTest cloud, long droplet)
    {
        await using var device = await cloud.Host.OpenAsync(await Secrets.VolumeOfAsync(cloud, droplet), default);
        var path = Path.GetTempFileName();
        using var file = File.OpenHandle(path, FileMode.Create, FileAccess.Write);
        RandomAccess.SetLength(file, device.Length);
        foreach (var stretch in device.Map(0, device.Length).Where(s => s.IsWritten))
        {
            var bytes = new byte[stretch.Length];
            await device.ReadAsync(stretch.Offset, bytes, default);
            RandomAccess.Write(file, bytes, stretch.Offset);
        }

        return path;
    }

    /// <summary>e2fsck finds nothing to mend.</summary>
    public static Task CheckAsync(string disk) => RunAsync("e2fsck", "-fn", disk);

    public static Task<string> ReadAsync(string disk, string path) => RunAsync("debugfs", "-R", $"cat {path}", disk);

    private static async Task<string> RunAsync(string tool, params string[] arguments)
    {
        var start = new ProcessStartInfo(tool, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PATH"] += ":/usr/sbin:/sbin";
        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(ToolLimit);
        var output = process.StandardOutput.ReadToEndAsync(limit.Token);
        var errors = process.StandardError.ReadToEndAsync(limit.Token);
        await process.WaitForExitAsync(limit.Token);
        Assert.True(process.ExitCode == 0, $"{tool} {string.Join(' ', arguments)}: {process.ExitCode}\n{await output}\n{await errors}");
        return await output;
    }
}
