using System.Globalization;

namespace CloudControl.Infrastructure.Images.Ext4;

/// <summary>
/// Runs mke2fs and debugfs (Debian's e2fsprogs). The time on the disk is the one given, not the clock's.
/// </summary>
internal static class E2fsProgs
{
    private const string Package = "e2fsprogs";

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

    private static Task<(int ExitCode, string Complaints)> RunAsync(
        string program, IEnumerable<string> arguments, string input, DateTimeOffset time, CancellationToken ct) =>
        DiskPrograms.RunAsync(
            program, Package, arguments, input, [new("E2FSPROGS_FAKE_TIME", time.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture))], ct);
}
