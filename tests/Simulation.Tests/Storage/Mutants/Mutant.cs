using CloudControl.Domain.Storage;
using CloudControl.Infrastructure.Storage;
using CloudControl.Simulation.Tests.Storage.Disks;

namespace CloudControl.Simulation.Tests.Storage.Mutants;

/// <summary>A mistake others made before, planted on purpose.</summary>
/// <param name="Mistake">What is wrong.</param>
/// <param name="Incident">What it did, or would do, to people.</param>
/// <param name="Subject">The host, disk or worker that makes it.</param>
internal sealed record Mutant(string Mistake, string Incident, Subject Subject)
{
    private static readonly long Chunk = Birth.Chunk.Bytes;

    public static IReadOnlyList<Mutant> All { get; } =
    [
        new("the scrub's flag absent means off", "a client library never sent it, and disks went to the next tenant as they were",
            Subject.Honest with { Scrubs = (flag, policy, _) => !string.IsNullOrEmpty(flag) && ScrubFlag.Decide(ScrubFlag.ParseV1(flag), policy) }),
        new("an exported image is left out of the scrub's scope", "the disk is erased and its copy is not",
            Subject.Honest with { Scrubs = (flag, policy, isCopy) => !isCopy && Subject.Honest.Scrubs(flag, policy, isCopy) }),
        Scrubbing("scrub by requested size instead of by extents", "the rest of the last extent keeps its bytes", (requested, _) => (0, requested)),
        Scrubbing("head-only wipe", "looks empty to every tool that looks at the start", (_, _) => (0, 4 * Chunk)),
        Scrubbing("metadata areas skipped", "the map stays and tells what was written where", (_, total) => (2 * Chunk, total)),
        OnDisk("release before flush", "the zeroes were still in a cache when the power went", memory => new ReleaseBeforeFlushDisk(memory)),
        OnHost("release although the scrub failed", "an error that was logged and stepped over", (host, disk) => new ForgivingHost(host, disk)),
        OnHost("release without read-back", "the device said it had written zeroes", (host, disk) => new BlindHost(host, disk)),
        OnDisk("first exception area not zeroed", "a former volume's map comes alive over its bytes", memory => new FirstAreaNotZeroedDisk(memory)),
        OnDisk("zeroed but not flushed before the header", "the same, after a power cut", memory => new StoreNotFlushedDisk(memory)),
        new("create in two commits, linear first", "killed between them, lvcreate leaves a volume that shows all that lay there",
            new Subject(memory => new LinearFirstDisk(memory), (host, disk) => new TwoCommitHost(host, disk), Subject.Honest.Scrubs)),
        OnDisk("a partial chunk without zeroes round it", "a thin pool without zeroing: 512 bytes written, the block's neighbours shown",
            memory => new UnpaddedChunkDisk(memory)),
        OnHost("a trim that un-maps to old data", "what a guest discarded is back", (host, disk) => new UnmappingHost(host, disk)),
        OnHost("an extend that exposes a dirty tail", "what lay on the added extents is taken for the volume's", (host, disk) => new LinearTailHost(host, disk)),
        OnHost("a collector that frees a quarantined extent", "held by nobody it knows, so free", (host, disk) => new CollectingHost(host, disk)),
        OnHost("a late scrub that hits the new owner", "a worker that slept through its lease erases somebody else", (host, disk) => new LateScrubHost(host, disk)),
        OnHost("a stray create that revives a quarantined id", "a volume nobody knows of, never cleaned up", (host, disk) => new RevivingHost(host, disk)),
        OnDisk("a device that acknowledges every flush and lies", "a cache without a battery", memory => new LyingFlushDisk(memory)),
    ];

    private static Mutant OnDisk(string mistake, string incident, Func<DiskMemory, VolatileDisk> disk) =>
        new(mistake, incident, Subject.Honest with { Disk = disk });

    private static Mutant OnHost(string mistake, string incident, Func<SimulatedHost, VolatileDisk, IStorageHost> host) =>
        new(mistake, incident, Subject.Honest with { Port = host });

    private static Mutant Scrubbing(string mistake, string incident, Func<long, long, (long From, long To)> bytes) =>
        OnHost(mistake, incident, (host, disk) => new PartialScrubHost(host, disk, bytes));
}
