using System.Diagnostics;

namespace CloudControl.Bench.Runs;

/// <summary>So many worker processes, which share the queues evenly: a queue is served by one of them, as a host is.</summary>
internal sealed class WorkerProcesses : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(10);

    private readonly List<Process> processes = [];

    private WorkerProcesses()
    {
    }

    /// <summary>The job engine this build was made with.</summary>
    public string Engine { get; private set; } = "";

    public static async Task<WorkerProcesses> StartAsync(string connectionString, IReadOnlyList<string> queues, int count)
    {
        var workers = new WorkerProcesses();
        foreach (var share in queues.Chunk(queues.Count / count))
        {
            string[] arguments = [typeof(Program).Assembly.Location, "runs-worker", connectionString, .. share];
            var start = new ProcessStartInfo("dotnet", arguments) { RedirectStandardInput = true, RedirectStandardOutput = true };
            workers.processes.Add(Process.Start(start) ?? throw new InvalidOperationException("a worker did not start"));
        }

        using var limit = new CancellationTokenSource(StartLimit);
        foreach (var process in workers.processes)
        {
            var said = await process.StandardOutput.ReadLineAsync(limit.Token) ?? "";
            workers.Engine = said.StartsWith(BenchWorker.Ready, StringComparison.Ordinal)
                ? said[BenchWorker.Ready.Length..]
                : throw new InvalidOperationException($"a worker said '{said}' instead of READY");
        }

        return workers;
    }

    public async ValueTask DisposeAsync()
    {
        using var limit = new CancellationTokenSource(StopLimit);
        foreach (var process in processes)
        {
            process.StandardInput.Close();
        }

        foreach (var process in processes)
        {
            await process.WaitForExitAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!process.HasExited)
            {
                process.Kill();
            }

            process.Dispose();
        }
    }
}
