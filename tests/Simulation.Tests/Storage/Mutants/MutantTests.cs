using CloudControl.Domain.Storage;
using CloudControl.Infrastructure.Storage;

namespace CloudControl.Simulation.Tests.Storage.Mutants;

/// <summary>Mistakes others made before, each planted on purpose: a simulation that does not find them proves nothing.</summary>
public sealed class MutantTests(ITestOutputHelper output)
{
    private const int FirstSeed = 1;
    private const int HistoryLimit = 1000;

    private static readonly long Chunk = Subject.Chunk.Bytes;

    /// <summary>The mistake, and words of the finding it must be found by.</summary>
    private static readonly Dictionary<string, (Subject Subject, string Finding)> Mutants = new()
    {
        ["a device acknowledges flushes and lies"] = (OnDisk(memory => new LyingFlushDisk(memory)), ""),
        ["first exception area not zeroed"] = (OnDisk(memory => new FirstAreaNotZeroedDisk(memory)), ""),
        ["zeroed but not flushed before the volume is visible"] = (OnDisk(memory => new StoreNotFlushedDisk(memory)), ""),
        ["a partial chunk without zeroes round it"] = (OnDisk(memory => new UnpaddedChunkDisk(memory)), "read "),
        ["release before flush"] = (OnDisk(memory => new ReleaseBeforeFlushDisk(memory)), "called clean"),
        ["no scrub, no read-back"] = (Scrubbing(_ => (0, 0)), "released by receipt"),
        ["head-only wipe"] = (Scrubbing(_ => (0, 4 * Chunk)), "released by receipt"),
        ["header and first area skipped"] = (Scrubbing(total => (2 * Chunk, total)), "released by receipt"),
        ["scrub by requested size instead of by extents"] = (Scrubbing(total => (0, total / 2)), "released by receipt"),
        ["a collector frees a quarantined extent"] = (OnHost((host, disk) => new CollectingHost(host, disk)), "is Quarantined and"),
        ["a stray create revives a gone id"] = (OnHost((host, disk) => new RevivingHost(host, disk)), "came back"),
        ["a late scrub hits the new owner"] = (OnHost((host, disk) => new LateScrubHost(host, disk)), "volume "),
    };

    public static TheoryData<string> Mistakes => [.. Mutants.Keys];

    [Theory]
    [MemberData(nameof(Mistakes))]
    public async Task Is_found_within_a_thousand_histories(string mistake)
    {
        var found = await StorageSimulation.FirstFindingAsync(Mutants[mistake].Subject, FirstSeed, HistoryLimit);
        Assert.True(found is not null, $"'{mistake}' was not found in {HistoryLimit} histories");
        Assert.Contains(Mutants[mistake].Finding, found.Value.Finding, StringComparison.Ordinal);
        output.WriteLine($"{mistake}: history {found.Value.History}: {found.Value.Finding.Split('\n')[0]}");
    }

    private static Subject OnDisk(Func<DiskMemory, VolatileDisk> disk) => Subject.Honest with { Disk = disk };

    private static Subject OnHost(Func<SimulatedHost, VolatileDisk, IStorageHost> host) => Subject.Honest with { Port = host };

    private static Subject Scrubbing(Func<long, (long From, long To)> bytes) => OnHost((host, disk) => new PartialScrubHost(host, disk, bytes));
}
