using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace CloudControl.Simulation.Tests.Cloud;

/// <summary>A service of the cloud as a process of its own, to be killed and frozen.</summary>
internal sealed partial class CloudProcess : IDisposable
{
    private const int Terminate = 15;
    private const int Freezing = 19;     // Linux numbers: SIGSTOP, SIGCONT (signal(7))
    private const int Thawing = 18;
    private const int KeptLines = 200;
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(20);

    private readonly string name;
    private readonly Process process;
    private readonly ConcurrentQueue<string> log = new();
    private readonly string? logFile;

    private CloudProcess(string name, Process process, string? logFile) => (this.name, this.process, this.logFile) = (name, process, logFile);

    /// <summary>The last lines it printed.</summary>
    public string Log => string.Join('\n', log);

    public string LastLines(int count) => string.Join('\n', log.TakeLast(count));

    public int ExitCode => process.ExitCode;

    public bool HasExited => process.HasExited;

    public static CloudProcess StartWorker(params string[] settings) => Start("worker", typeof(Workers.Program), settings);

    public static CloudProcess StartApi(params string[] settings) => Start("api", typeof(Api.Program), settings);

    /// <param name="name">What it is.</param>
    /// <param name="program">Its entry point's class.</param>
    /// <param name="settings">Its arguments.</param>
    /// <param name="environment">What its environment has beside ours.</param>
    /// <param name="logFile">Where all it prints is kept, behind what is there; null keeps the last lines only.</param>
    public static CloudProcess Start(
        string name, Type program, IReadOnlyList<string> settings, IReadOnlyDictionary<string, string>? environment = null, string? logFile = null)
    {
        var start = new ProcessStartInfo("dotnet", [program.Assembly.Location, .. settings]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (key, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[key] = value;
        }

        var started = new CloudProcess(name, Process.Start(start)!, logFile);
        started.process.OutputDataReceived += (_, line) => started.Remember(line.Data);
        started.process.ErrorDataReceived += (_, line) => started.Remember(line.Data);
        started.process.BeginOutputReadLine();
        started.process.BeginErrorReadLine();
        return started;
    }

    /// <summary>Ends it as a power switch would: no handler runs. Nothing happens to one that has ended.</summary>
    public void Kill()
    {
        process.Kill();
        process.WaitForExit();
    }

    /// <summary>Stops the time for it, as for a virtual machine that is moved: it knows nothing of it.</summary>
    public void Freeze() => Signal(Freezing);

    public void Thaw() => Signal(Thawing);

    /// <summary>Asks it to stop and waits until it did.</summary>
    public async Task StopAsync()
    {
        Assert.False(process.HasExited, $"the {name} ended by itself:\n{Log}");
        Signal(Terminate);
        using var limit = new CancellationTokenSource(StopLimit);
        await process.WaitForExitAsync(limit.Token);
    }

    public void Dispose()
    {
        if (!process.HasExited)
        {
            Kill();
        }

        SteppedClock.Forget(process.Id);
        process.Dispose();
    }

    private void Remember(string? line)
    {
        if (line is null)
        {
            return;     // the end of one of its streams
        }

        if (logFile is not null)
        {
            lock (log)
            {
                File.AppendAllText(logFile, line + "\n");
            }
        }

        log.Enqueue(line);
        while (log.Count > KeptLines)
        {
            log.TryDequeue(out _);
        }
    }

    private void Signal(int signal) => Assert.Equal(0, Send(process.Id, signal));

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Send(int process, int signal);
}
