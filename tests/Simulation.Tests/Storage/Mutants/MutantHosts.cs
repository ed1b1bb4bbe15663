using CloudControl.Domain;
using CloudControl.Domain.Storage;

namespace CloudControl.Simulation.Tests.Storage.Mutants;

/// <summary>Overwrites a part of each volume, skips the read-back, and gives the extents back with a receipt nobody earned.</summary>
/// <param name="inner">The host.</param>
/// <param name="disk">Its disk.</param>
/// <param name="bytesOf">Which bytes are overwritten, from where to where, of how many.</param>
internal sealed class PartialScrubHost(IStorageHost inner, VolatileDisk disk, Func<long, (long From, long To)> bytesOf) : MutantHost(inner, disk)
{
    public override async Task<ScrubProgress> ScrubAsync(VolumeId id, ScrubCursor from, CancellationToken ct)
    {
        var extents = await ExtentOffsetsAsync(id);
        var total = extents.Count * Subject.Extent.Bytes;
        var (first, end) = bytesOf(total);
        for (var at = first; at < end; at += Subject.Chunk.Bytes)
        {
            Disk.Write(extents[(int)(at / Subject.Extent.Bytes)] + (at % Subject.Extent.Bytes), new byte[Subject.Chunk.Bytes]);
        }

        Disk.Flush();
        var receipt = new ReadBack(id, ScrubScope.Full, from).Complete(Guid.Empty, extents.Count, 0, DateTimeOffset.UnixEpoch);
        return new ScrubProgress(ScrubCursor.Start with { Phase = ScrubPhase.Done }, total, receipt);
    }

    public override Task ReleaseAsync(VolumeId id, ReleaseGrounds grounds, CancellationToken ct) => Inner.ReleaseAsync(id, Unscrubbed(id), ct);
}

/// <summary>A collector that takes a quarantined extent for one that nobody needs.</summary>
internal sealed class CollectingHost(IStorageHost inner, VolatileDisk disk) : MutantHost(inner, disk)
{
    public override async Task QuarantineAsync(VolumeId id, CancellationToken ct)
    {
        await Inner.QuarantineAsync(id, ct);
        await Inner.ReleaseAsync(id, Unscrubbed(id), ct);
    }
}

/// <summary>A create that comes late gets its volume back: the host forgets the id, as if it had never met it, and says yes.</summary>
internal sealed class RevivingHost(IStorageHost inner, VolatileDisk disk) : MutantHost(inner, disk)
{
    public override async Task<Result<SparseVolume>> CreateSparseVolumeAsync(VolumeId id, ByteSize disk, ByteSize cowStore, CancellationToken ct)
    {
        var created = await Inner.CreateSparseVolumeAsync(id, disk, cowStore, ct);
        return created.Error is VolumeGone ? await Inner.CreateSparseVolumeAsync(VolumeId.New(), disk, cowStore, ct) : created;
    }
}

/// <summary>A scrub that comes late overwrites the extents its volume once had, whoever has them now.</summary>
internal sealed class LateScrubHost(IStorageHost inner, VolatileDisk disk) : MutantHost(inner, disk)
{
    private readonly Dictionary<VolumeId, List<long>> once = [];

    public override async Task ReleaseAsync(VolumeId id, ReleaseGrounds grounds, CancellationToken ct)
    {
        var extents = await ExtentOffsetsAsync(id);
        await Inner.ReleaseAsync(id, grounds, ct);
        once[id] = extents;
    }

    public override async Task<ScrubProgress> ScrubAsync(VolumeId id, ScrubCursor from, CancellationToken ct)
    {
        foreach (var extent in once.GetValueOrDefault(id) ?? [])
        {
            Disk.Write(extent, new byte[Subject.Extent.Bytes]);
        }

        return await Inner.ScrubAsync(id, from, ct);
    }
}
