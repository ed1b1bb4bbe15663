using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using CloudControl.Testing;

namespace CloudControl.Infrastructure.Tests.Webhooks;

/// <summary>A message as it reaches a receiver, and the secret the receiver knows.</summary>
public sealed record ReceivedMessage(string Id, string Timestamp, string Signature, string Body, string Secret);

/// <summary>The npm package <c>standardwebhooks</c>, run by node: a receiver that we did not write.</summary>
public static class OutsideReceiver
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly SemaphoreSlim Installing = new(1, 1);

    /// <summary>For each message whether the package accepts it.</summary>
    public static async Task<bool[]> AcceptsAsync(IReadOnlyList<ReceivedMessage> messages, CancellationToken ct)
    {
        var folder = await InstallAsync(ct);
        var answer = await RunAsync("node", ["verify.js"], folder, JsonSerializer.Serialize(messages, JsonSerializerOptions.Web), ct);
        var verdicts = JsonSerializer.Deserialize<string[]>(answer)!;
        return [.. verdicts.Select(v => v == "accepted" || (v == "refused" ? false : throw new InvalidOperationException($"verdict '{v}'")))];
    }

    /// <summary>Installs the package once into a folder that is not in the repository.</summary>
    private static async Task<string> InstallAsync(CancellationToken ct)
    {
        var source = Path.Combine(RepositoryRoot.Path, "tests/Infrastructure.Tests/Webhooks/standardwebhooks");
        var folder = Path.Combine(RepositoryRoot.Path, "artifacts/standardwebhooks");
        await Installing.WaitAsync(ct);
        try
        {
            Directory.CreateDirectory(folder);
            foreach (var file in Directory.GetFiles(source))
            {
                File.Copy(file, Path.Combine(folder, Path.GetFileName(file)), overwrite: true);
            }

            if (!File.Exists(Path.Combine(folder, "node_modules/standardwebhooks/package.json")))
            {
                await RunAsync("npm", ["install", "--no-audit", "--no-fund", "--no-package-lock"], folder, "", ct);
            }
        }
        finally
        {
            Installing.Release();
        }

        return folder;
    }

    private static async Task<string> RunAsync(string program, string[] arguments, string folder, string input, CancellationToken ct)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(ct);
        timeout.CancelAfter(Patience);
        using var process = Start(program, arguments, folder);
        var output = process.StandardOutput.ReadToEndAsync(timeout.Token);
        var errors = process.StandardError.ReadToEndAsync(timeout.Token);
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync(timeout.Token);
        Assert.True(process.ExitCode == 0, $"{program} ended with {process.ExitCode}: {await errors}");
        return await output;
    }

    private static Process Start(string program, string[] arguments, string folder)
    {
        try
        {
            return Process.Start(new ProcessStartInfo(program, arguments)
            {
                WorkingDirectory = folder,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
        }
        catch (Win32Exception e)
        {
            throw new InvalidOperationException($"{program} is needed as an outside receiver of webhooks and is not installed: run scripts/setup.sh", e);
        }
    }
}
