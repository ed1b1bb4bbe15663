using System.Globalization;

namespace CloudControl.Infrastructure.Tests.Storage.Oracle;

/// <summary>
/// Random histories of a host whose images stock lvm2 and a stock kernel open: volumes, sizes, segments, tables and hashes as the
/// host and the independent decoder have them, and nothing to complain of. <c>SEED=n</c> plays exactly one history,
/// <c>SEEDS=n</c> that many; <c>LVM_VM_ENGINE=qemu</c> asks a kernel on an emulated machine.
/// </summary>
[Trait("Category", "Lvm")]
public sealed class StockLvmAgreesOnRandomHistories : IDisposable
{
    private const int Histories = 24;
    private const int BootsAtOnce = 2;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("cc-histories-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task Volumes_sizes_segments_tables_and_every_byte()
    {
        LvmOracle.SkipIfDeclined();
        var first = Number("SEED") ?? Random.Shared.Next(1_000_000);
        var count = Number("SEED") is null ? Number("SEEDS") ?? Histories : 1;
        var range = string.Create(CultureInfo.InvariantCulture, $"seeds {first} to {first + count - 1}");
        Console.WriteLine($"stock LVM looks at the histories of {range}");

        var batches = Enumerable.Range(first, count).Chunk(LvmOracle.DisksPerBoot).ToList();
        var (findings, gate) = (new List<string>(), new Lock());
        await Parallel.ForEachAsync(batches, new ParallelOptions { MaxDegreeOfParallelism = BootsAtOnce }, async (seeds, _) =>
        {
            var found = await FindingsAsync(seeds);
            lock (gate)
            {
                findings.AddRange(found);
            }
        });
        Assert.True(findings.Count == 0, $"{range}; SEED=n plays one again\n{string.Join("\n\n", findings)}");
    }

    private async Task<List<string>> FindingsAsync(int[] seeds)
    {
        var histories = new List<(OracleHistory History, string Path)>();
        foreach (var seed in seeds)
        {
            var history = await OracleHistory.PlayAsync(seed);
            var path = Path.Combine(folder.FullName, string.Create(CultureInfo.InvariantCulture, $"{seed}.img"));
            await history.SaveAsync(path);
            histories.Add((history, path));
        }

        var report = await LvmOracle.InspectAsync([.. histories.Select(h => h.Path)]);
        var findings = StockReport.Complaints(report).ToList();
        foreach (var (history, path) in histories)
        {
            var stock = new StockReport(report, history.Group);
            var hashes = stock.Hashes;
            findings.AddRange(history.Differences.Concat(stock.DifferencesFrom(history.Decoded))
                .Concat(history.Hashes.Where(h => hashes.GetValueOrDefault(h.Key) != h.Value).Select(h => $"{h.Key} has another hash than the host read"))
                .Select(difference => $"seed {history.Seed}: {difference}"));
            File.Delete(path);
        }

        return findings;
    }

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : null;
}
