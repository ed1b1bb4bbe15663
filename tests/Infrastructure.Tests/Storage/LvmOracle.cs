using System.Diagnostics;
using System.Text.Json;
using CloudControl.Testing;

namespace CloudControl.Infrastructure.Tests.Storage;

/// <summary>
/// Stock lvm2 and a stock kernel's device-mapper, run on a disk image by <c>tools/lvm-vm</c> in user-mode Linux. Its first run
/// downloads Debian packages into a cache. What it cannot open is wrong.
/// </summary>
internal static class LvmOracle
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>Skips the test, and says so, where somebody asked for that in so many words.</summary>
    public static void SkipIfDeclined() => Assert.SkipWhen(
        Environment.GetEnvironmentVariable("CLOUDCONTROL_SKIP_ORACLE") == "1", "CLOUDCONTROL_SKIP_ORACLE=1: stock LVM was not asked");

    /// <summary>What stock LVM says about the image, which stays as it is.</summary>
    public static async Task<JsonElement> InspectAsync(string image)
    {
        var output = await RunAsync(RepositoryRoot.Combine("tools", "lvm-vm"), "inspect", "--engine", "uml", "--snapshot", image);
        using var report = JsonDocument.Parse(output);
        return report.RootElement.Clone();
    }

    /// <summary>Runs a shell command on the machine that has the image as /dev/vda, and answers its output.</summary>
    public static Task<string> RunInGuestAsync(string image, string command) =>
        RunAsync(RepositoryRoot.Combine("tools", "lvm-vm"), "run", "--engine", "uml", image, "--", command);

    /// <summary>The metadata text as lvm2's own checker prints it from a plain file.</summary>
    public static Task<string> DumpMetadataAsync(string image)
    {
        var tool = new[] { "/usr/sbin/pvck", "/sbin/pvck" }.FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException("pvck is missing: install Debian's lvm2, or set CLOUDCONTROL_SKIP_ORACLE=1");
        return RunAsync(tool, "--dump", "metadata", image);
    }

    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start");
        using var deadline = new CancellationTokenSource(Patience);
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(deadline.Token), process.StandardError.ReadToEndAsync(deadline.Token));
        try
        {
            await process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} {string.Join(' ', arguments)} took longer than {Patience}");
        }

        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: exit {process.ExitCode}\n{await output}\n{await errors}");
        return await output;
    }
}
