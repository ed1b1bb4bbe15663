using System.Globalization;
using CloudControl.Simulation.Tests.Storage.Disks;

namespace CloudControl.Simulation.Tests.Storage;

/// <summary>
/// Random histories of a storage host. <c>SEED=n</c> plays exactly one; <c>SECONDS_LIMIT=n</c> plays from a random seed on for
/// that long and says how many that were.
/// </summary>
public sealed class StorageSimulationTests
{
    private const int FirstSeed = 1;
    private const int Histories = 8000;
    private const int WarmUpHistories = 100;

    /// <summary>A host that hangs is a finding too.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Fact]
    public void No_crash_shows_anyone_a_byte_they_did_not_write_or_loses_one_they_flushed()
    {
        var outcome = (Number("SEED"), Number("SECONDS_LIMIT")) switch
        {
            ({ } seed, _) => StorageSimulation.Run(seed, 1, Patience),
            (null, { } seconds) => RunFor(TimeSpan.FromSeconds(seconds)),
            _ => StorageSimulation.Run(FirstSeed, Histories, Patience),
        };

        Assert.True(outcome.Findings.Count == 0, $"{outcome}\n{string.Join("\n\n", outcome.Findings)}");
        Assert.True(outcome.Histories > 0);
    }

    [Fact]
    public void A_seed_is_one_history()
    {
        var memory = new DiskMemory(Birth.LargestDisk);
        for (var seed = 1; seed <= 40; seed++)
        {
            Assert.Null(History.Play(seed, Subject.Honest, memory).Finding);
            var first = Sectors(memory);
            Assert.Null(History.Play(seed, Subject.Honest, memory).Finding);
            Assert.True(first.AsSpan().SequenceEqual(Sectors(memory)), $"seed {seed} played twice left two different disks");
        }
    }

    // The extents. The metadata area has the random UUIDs a volume group and its volumes are born with.
    private static byte[] Sectors(DiskMemory memory) => memory.Medium[(int)Birth.MetadataArea.Bytes..].ToArray();

    private static StorageSimulation.Outcome RunFor(TimeSpan limit)
    {
        _ = StorageSimulation.Run(FirstSeed, WarmUpHistories, Patience);   // what is compiled once is not measured
        var firstSeed = Random.Shared.Next();
        var outcome = StorageSimulation.Run(firstSeed, int.MaxValue, limit);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"storage simulation: seeds from {firstSeed} on, {outcome}"));
        Console.WriteLine($"faults that struck: {outcome.FaultsByKind}");
        if (outcome.Findings.Count == 0)
        {
            Console.WriteLine("zero foreign sectors, zero acknowledged writes lost");
        }

        return outcome;
    }

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : null;
}
