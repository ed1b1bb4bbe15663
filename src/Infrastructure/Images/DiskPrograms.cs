using System.Diagnostics;

namespace CloudControl.Infrastructure.Images;

/// <summary>
/// Runs the stock programs that make and change file systems. Arguments go to the program one by one and no shell is ever involved.
/// </summary>
internal static class DiskPrograms
{
    private const string AdministratorsPath = "/usr/sbin:/sbin:/usr/local/sbin";
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <summary>Runs one to its end.</summary>
    /// <param name="program">Its name; looked for on the path and where administrators' programs are.</param>
    /// <param name="package">The Debian package that has it, for whoever lacks it.</param>
    /// <param name="arguments">Its arguments, one by one.</param>
    /// <param name="input">What it reads on its standard input.</param>
    /// <param name="environment">Variables it sees beside this process's.</param>
    /// <param name="ct">Kills it.</param>
    /// <returns>Its exit code and all it wrote to its standard error.</returns>
    /// <exception cref="IOException">It is not there, did not start or took longer than two minutes.</exception>
    public static async Task<(int ExitCode, string Complaints)> RunAsync(
        string program, string package, IEnumerable<string> arguments, string input, IEnumerable<KeyValuePair<string, string>> environment,
        CancellationToken ct)
    {
        using var process = Start(program, package, arguments, environment);
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

    private static Process Start(
        string program, string package, IEnumerable<string> arguments, IEnumerable<KeyValuePair<string, string>> environment)
    {
        // The path may come from us (a test's, an operator's) without the administrators' folders, where these programs live.
        var start = new ProcessStartInfo(Find(program, package), arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["LC_ALL"] = "C";
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start) ?? throw new IOException($"{program} did not start");
    }

    private static string Find(string program, string package)
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") + ":" + AdministratorsPath).Split(':', StringSplitOptions.RemoveEmptyEntries);
        return folders.Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists)
            ?? throw new IOException($"{program} is not installed: it comes with {package}");
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
