using System.Globalization;

namespace CloudControl.Simulation.Tests.Storage;

/// <summary>
/// Random histories of a storage host. <c>SEED=n</c> plays exactly one; <c>SECONDS_LIMIT=n</c> plays from a random seed on for
/// that long and says how many that were.
/// </summary>
public sealed class StorageSimulationTests
{
    private const int FirstSeed = 1;
    private const int Histories = 2000;

    /// <summary>A host that hangs is a finding too.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task No_crash_shows_anyone_a_byte_they_did_not_write_or_loses_one_they_flushed()
    {
        var outcome = (Number("SEED"), Number("SECONDS_LIMIT")) switch
        {
            ({ } seed, _) => await StorageSimulation.RunAsync(seed, 1, Patience),
            (null, { } seconds) => await RunForAsync(TimeSpan.FromSeconds(seconds)),
            _ => await StorageSimulation.RunAsync(FirstSeed, Histories, Patience),
        };

        Assert.True(outcome.Findings.Count == 0, $"{outcome}\n{string.Join("\n\n", outcome.Findings)}");
        Assert.True(outcome.Histories > 0);
    }

    [Fact]
    public async Task A_seed_is_one_history()
    {
        var memory = DiskMemory.Of(Subject.DiskBytes);
        for (var seed = 1; seed <= 20; seed++)
        {
            Assert.Null((await History.PlayAsync(seed, Subject.Honest, memory)).Finding);
            var first = Sectors(memory);
            Assert.Null((await History.PlayAsync(seed, Subject.Honest, memory)).Finding);
            Assert.True(first.AsSpan().SequenceEqual(Sectors(memory)), $"seed {seed} played twice left two different disks");
        }
    }

    // The extents. The metadata area has the random UUIDs a volume group and its volumes are born with.
    private static byte[] Sectors(DiskMemory memory) => memory.Medium[(int)Subject.MetadataArea.Bytes..];

    private static async Task<StorageSimulation.Outcome> RunForAsync(TimeSpan limit)
    {
        var firstSeed = Random.Shared.Next();
        var outcome = await StorageSimulation.RunAsync(firstSeed, int.MaxValue, limit);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"storage simulation: seeds from {firstSeed} on, {outcome}"));
        return outcome;
    }

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : null;
}
