using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace CloudControl.Simulation.Tests.Cloud;

/// <summary>A worker as a process of its own, to be killed.</summary>
internal sealed partial class WorkerProcess : IDisposable
{
    private const int Terminate = 15;
    private const int KeptLines = 200;
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(20);

    private readonly Process process;
    private readonly ConcurrentQueue<string> log = new();

    private WorkerProcess(Process process) => this.process = process;

    /// <summary>The last lines it printed.</summary>
    public string Log => string.Join('\n', log);

    public static WorkerProcess Start(params string[] settings)
    {
        var program = typeof(Workers.Program).Assembly.Location;
        var start = new ProcessStartInfo("dotnet", [program, .. settings]) { RedirectStandardOutput = true, RedirectStandardError = true };
        var worker = new WorkerProcess(Process.Start(start)!);
        worker.process.OutputDataReceived += (_, line) => worker.Remember(line.Data);
        worker.process.ErrorDataReceived += (_, line) => worker.Remember(line.Data);
        worker.process.BeginOutputReadLine();
        worker.process.BeginErrorReadLine();
        return worker;
    }

    /// <summary>Ends it as a power switch would: no handler runs.</summary>
    public void Kill()
    {
        process.Kill();
        process.WaitForExit();
    }

    /// <summary>Asks it to stop and waits until it did.</summary>
    public async Task StopAsync()
    {
        Assert.False(process.HasExited, $"the worker ended by itself:\n{Log}");
        Assert.Equal(0, Signal(process.Id, Terminate));
        using var limit = new CancellationTokenSource(StopLimit);
        await process.WaitForExitAsync(limit.Token);
    }

    public void Dispose()
    {
        if (!process.HasExited)
        {
            Kill();
        }

        process.Dispose();
    }

    private void Remember(string? line)
    {
        log.Enqueue(line ?? "");
        while (log.Count > KeptLines)
        {
            log.TryDequeue(out _);
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Signal(int process, int signal);
}
