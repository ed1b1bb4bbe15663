using System.Diagnostics;
using System.Text.Json;
using CloudControl.Testing;

namespace CloudControl.Infrastructure.Tests.Storage.Oracle;

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

    /// <summary>Disks one machine takes at most.</summary>
    public const int DisksPerBoot = 8;

    private static string Tool => RepositoryRoot.Combine("tools", "lvm-vm");

    /// <summary>User-mode Linux, unless <c>LVM_VM_ENGINE</c> names the other.</summary>
    private static string Engine => Environment.GetEnvironmentVariable("LVM_VM_ENGINE") is { Length: > 0 } engine ? engine : "uml";

    /// <summary>What stock LVM says about the images, seen together by one machine; they stay as they are.</summary>
    public static async Task<JsonElement> InspectAsync(params string[] images) =>
        Parse(await RunAsync(Tool, ["inspect", "--engine", Engine, "--snapshot", .. Disks(images)]));

    /// <summary>Runs a shell command on a machine that has the images as /dev/vda, /dev/vdb and so on, and answers its output.</summary>
    public static Task<string> RunInGuestAsync(string command, params string[] images) =>
        RunAsync(Tool, ["run", "--engine", Engine, .. Disks(images), "--", command]);

    /// <summary>Runs a shell command that prints nothing, and then looks at the images as they are on that same machine.</summary>
    public static async Task<JsonElement> RunAndInspectAsync(string command, params string[] images) =>
        Parse(await RunInGuestAsync(command + "\nHASH_MAX=512 oracle-inspect", images));

    /// <summary>The metadata text as lvm2's own checker prints it from a plain file.</summary>
    public static Task<string> DumpMetadataAsync(string image)
    {
        var tool = new[] { "/usr/sbin/pvck", "/sbin/pvck" }.FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException("pvck is missing: install Debian's lvm2, or set CLOUDCONTROL_SKIP_ORACLE=1");
        return RunAsync(tool, "--dump", "metadata", image);
    }

    private static IEnumerable<string> Disks(string[] images)
    {
        Assert.InRange(images.Length, 1, DisksPerBoot);
        return [.. images.Skip(1).SelectMany(image => new[] { "--drive", image }), images[0]];
    }

    private static JsonElement Parse(string output)
    {
        using var report = JsonDocument.Parse(output);
        return report.RootElement.Clone();
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
