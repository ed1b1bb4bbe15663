using System.Globalization;
using CloudControl.Bench.Api;
using CloudControl.Bench.Runs;
using CloudControl.Bench.Storage;

namespace CloudControl.Bench;

/// <summary>
/// <c>cycles URL TOKEN</c> puts droplets through their whole life against a running cloud and prints how long it took;
/// <c>zeroes FOLDER</c> reads the disks of a stopped cloud below every map: <c>scripts/bench.sh</c> does both. <c>storage FOLDER</c> measures
/// the data path on disks it makes there: <c>scripts/bench-storage.sh</c>. <c>runs CONNECTION</c> measures the way of a run through pump and
/// engine in worker processes of its own, which it starts as <c>runs-worker CONNECTION QUEUE…</c>: <c>scripts/bench-runs.sh</c>.
/// <c>api URL TOKEN CONNECTION LOG PROCESS</c> measures an API process beside pgbench: <c>scripts/bench-api.sh</c>.
/// </summary>
public static class Program
{
    private const int BadUsage = 2;

    public static async Task<int> Main(string[] args)
    {
        switch (args)
        {
            case ["cycles", var url, var token]:
                return await Cycles.RunAsync(new Uri(url), token) ? 0 : 1;
            case ["zeroes", var folder]:
                return PhysicalZeroes.Check(folder) ? 0 : 1;
            case ["storage", var folder]:
                await StorageBench.RunAsync(folder);
                return 0;
            case ["api", var url, var token, var connection, var log, var process]:
                await ApiBench.RunAsync(new Uri(url), token, connection, log, int.Parse(process, CultureInfo.InvariantCulture));
                return 0;
            case ["runs", var connection]:
                await RunsBench.RunAsync(connection);
                return 0;
            case ["runs-worker", var connection, .. var queues]:
                await BenchWorker.RunAsync(connection, queues);
                return 0;
            default:
                await Console.Error.WriteLineAsync("usage: CloudControl.Bench cycles URL TOKEN | zeroes FOLDER | storage FOLDER | runs CONNECTION | api URL TOKEN CONNECTION LOG PROCESS");
                return BadUsage;
        }
    }
}
