using System.Diagnostics;
using CloudControl.Testing;

namespace CloudControl.Tidy.Tests;

public sealed class ShellTests
{
    public static TheoryData<string> Scripts => [.. SourceTree.All.Select(file => file.Path).Where(path => path.EndsWith(".sh", StringComparison.Ordinal)).Append(".ci/run")];

    [Theory]
    [MemberData(nameof(Scripts))]
    public async Task Every_script_parses(string path)
    {
        using var bash = Process.Start(new ProcessStartInfo("bash", ["-n", RepositoryRoot.Combine(path)]) { RedirectStandardError = true })!;
        var complaints = await bash.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await bash.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal("", complaints);
        Assert.Equal(0, bash.ExitCode);
    }
}
