using System.Diagnostics;
using System.Text.Json;
using CloudControl.Domain.Storage;

namespace CloudControl.Bench.Storage;

/// <summary>Runs fio's nbd engine.</summary>
internal static class Fio
{
    private const int Seconds = 2;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    /// <summary>Throughput of one pattern for a while.</summary>
    public static async Task<double> BytesPerSecondAsync(string uri, string pattern, string block, int depth, ByteSize size)
    {
        var start = new ProcessStartInfo("fio",
        [
            "--name=bench", "--ioengine=nbd", $"--uri={uri}", $"--rw={pattern}", $"--bs={block}", $"--iodepth={depth}", $"--size={size.Bytes}",
            $"--runtime={Seconds}", "--time_based", "--output-format=json",
        ])
        {
            RedirectStandardOutput = true,
        };
        using var fio = Process.Start(start) ?? throw new InvalidOperationException("fio did not start");
        using var limit = new CancellationTokenSource(Limit);
        var output = await fio.StandardOutput.ReadToEndAsync(limit.Token);
        await fio.WaitForExitAsync(limit.Token);
        if (fio.ExitCode != 0)
        {
            throw new InvalidOperationException($"fio ended with {fio.ExitCode}: {output}");
        }

        using var report = JsonDocument.Parse(output[output.IndexOf('{', StringComparison.Ordinal)..]);
        var job = report.RootElement.GetProperty("jobs")[0];
        return job.GetProperty("read").GetProperty("bw_bytes").GetDouble() + job.GetProperty("write").GetProperty("bw_bytes").GetDouble();
    }
}
