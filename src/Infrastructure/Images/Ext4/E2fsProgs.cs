using System.Diagnostics;
using System.Globalization;

namespace CloudControl.Infrastructure.Images.Ext4;

/// <summary>
/// Runs mke2fs and debugfs (Debian's e2fsprogs). Arguments go to the program one by one and no shell is ever involved; the
/// time on the disk is the one given, not the clock's.
/// </summary>
internal static class E2fsProgs
{
    private const string AdministratorsPath = "/usr/sbin:/sbin:/usr/local/sbin";
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <exception cref="IOException">The program could not be started or failed; the message holds what it said.</exception>
    public static async Task Mke2fsAsync(IEnumerable<string> arguments, DateTimeOffset time, CancellationToken ct)
    {
        var (exitCode, complaints) = await RunAsync("mke2fs", arguments, input: "", time, ct);
        if (exitCode != 0)
        {
            throw new IOException($"mke2fs ended with {exitCode}: {complaints}");
        }
    }

    /// <summary>Edits an ext4 in a file. debugfs ends with 0 whatever happened, so anything on its standard error is a failure.</summary>
    /// <inheritdoc cref="Mke2fsAsync" path="/exception"/>
    public static async Task DebugfsAsync(string path, DebugfsScript script, DateTimeOffset time, CancellationToken ct)
    {
        var (exitCode, complaints) = await RunAsync("debugfs", ["-w", "-f", "-", path], script.ToString(), time, ct);
        var said = complaints.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => !line.StartsWith("debugfs 1.", StringComparison.Ordinal));
        if (exitCode != 0 || said.Any())
        {
            throw new IOException($"debugfs ended with {exitCode}: {complaints}");
        }
    }

    private static async Task<(int ExitCode, string Complaints)> RunAsync(
        string program, IEnumerable<string> arguments, string input, DateTimeOffset time, CancellationToken ct)
    {
        using var process = Start(program, arguments, time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Limit);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var complaints = process.StandardError.ReadToEndAsync(limit.Token);
            await GiveInputAsync(process, input, limit.Token);
            await Task.WhenAll(output, complaints, process.WaitForExitAsync(limit.Token));
            return (process.ExitCode, await complaints);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
            ct.ThrowIfCancellationRequested();
            throw new IOException($"{program} took longer than {Limit}");
        }
    }

    private static Process Start(string program, IEnumerable<string> arguments, DateTimeOffset time)
    {
        // The path may come from us (a test's, an operator's) without the administrators' folders, where these programs live.
        var start = new ProcessStartInfo(Find(program), arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["LC_ALL"] = "C";
        start.Environment["E2FSPROGS_FAKE_TIME"] = time.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return Process.Start(start) ?? throw new IOException($"{program} did not start");
    }

    private static string Find(string program)
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") + ":" + AdministratorsPath).Split(':', StringSplitOptions.RemoveEmptyEntries);
        return folders.Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists)
            ?? throw new IOException($"{program} is not installed: it comes with e2fsprogs");
    }

    private static async Task GiveInputAsync(Process process, string input, CancellationToken ct)
    {
        try
        {
            await process.StandardInput.WriteAsync(input.AsMemory(), ct);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended before it read everything: its exit code and its complaints say why.
        }
    }
}
