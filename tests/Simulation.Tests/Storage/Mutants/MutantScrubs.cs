using CloudControl.Domain.Storage;
using CloudControl.Infrastructure.Storage.Scrubbing;
using CloudControl.Simulation.Tests.Storage.Disks;

namespace CloudControl.Simulation.Tests.Storage.Mutants;

/// <summary>Overwrites a part of each volume only, and says it was all.</summary>
/// <param name="inner">The host.</param>
/// <param name="disk">Its disk.</param>
/// <param name="bytesOf">Of the volume's virtual size and its extents' bytes: from where to where is overwritten.</param>
internal sealed class PartialScrubHost(IStorageHost inner, VolatileDisk disk, Func<long, long, (long From, long To)> bytesOf)
    : CredulousHost(inner, disk)
{
    public override async Task<ScrubProgress> ScrubAsync(VolumeId id, ScrubCursor from, CancellationToken ct)
    {
        var extents = await ExtentOffsetsAsync(id);
        var requested = 0L;
        await foreach (var entry in Inner.ListVolumesAsync(ct))
        {
            requested = entry.Volume.Id == id ? entry.Volume.Disk.Bytes : requested;
        }

        var (first, end) = bytesOf(requested, extents.Count * Birth.Extent.Bytes);
        for (var at = first; at < end; at += Birth.Chunk.Bytes)
        {
            Disk.Write(extents[(int)(at / Birth.Extent.Bytes)] + (at % Birth.Extent.Bytes), new byte[Birth.Chunk.Bytes]);
        }

        await Disk.FlushAsync();
        return Unearned(id);
    }
}

/// <summary>A scrub that failed counts as one that was done.</summary>
internal sealed class ForgivingHost(IStorageHost inner, VolatileDisk disk) : CredulousHost(inner, disk)
{
    public override async Task<ScrubProgress> ScrubAsync(VolumeId id, ScrubCursor from, CancellationToken ct)
    {
        try
        {
            return await Inner.ScrubAsync(id, from, ct);
        }
        catch (ForeignBytesException)
        {
            return Unearned(id);
        }
    }
}

/// <summary>Overwrites everything, flushes, and never looks.</summary>
internal sealed class BlindHost(IStorageHost inner, VolatileDisk disk) : CredulousHost(inner, disk)
{
    public override async Task<ScrubProgress> ScrubAsync(VolumeId id, ScrubCursor from, CancellationToken ct)
    {
        var progress = await Inner.ScrubAsync(id, from, ct);
        return progress.Receipt is null && progress.Cursor.Phase == ScrubPhase.ReadBack ? Unearned(id) : progress;
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
        once.TryAdd(id, extents);
    }

    public override async Task<ScrubProgress> ScrubAsync(VolumeId id, ScrubCursor from, CancellationToken ct)
    {
        foreach (var extent in once.GetValueOrDefault(id) ?? [])
        {
            Disk.Write(extent, new byte[Birth.Extent.Bytes]);
        }

        return await Inner.ScrubAsync(id, from, ct);
    }
}
