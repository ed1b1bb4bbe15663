using CloudControl.Domain;
using CloudControl.Domain.Storage;
using CloudControl.Simulation.Tests.Storage.Disks;

namespace CloudControl.Simulation.Tests.Storage.Mutants;

/// <summary>A host that passes everything on. What a mutant overrides is what it gets wrong.</summary>
internal abstract class MutantHost(IStorageHost inner, VolatileDisk disk) : IStorageHost
{
    protected IStorageHost Inner => inner;

    protected VolatileDisk Disk => disk;

    public Task<Capacity> GetCapacityAsync(CancellationToken ct) => inner.GetCapacityAsync(ct);

    public IAsyncEnumerable<VolumeOnHost> ListVolumesAsync(CancellationToken ct) => inner.ListVolumesAsync(ct);

    public virtual Task<Result<SparseVolume>> CreateSparseVolumeAsync(VolumeId id, ByteSize disk, ByteSize cowStore, CancellationToken ct) =>
        inner.CreateSparseVolumeAsync(id, disk, cowStore, ct);

    public virtual Task<Result<SparseVolume>> ExtendAsync(VolumeId id, ByteSize disk, ByteSize cowStore, CancellationToken ct) =>
        inner.ExtendAsync(id, disk, cowStore, ct);

    public virtual Task<IBlockDevice> OpenAsync(VolumeId id, CancellationToken ct) => inner.OpenAsync(id, ct);

    public virtual Task QuarantineAsync(VolumeId id, CancellationToken ct) => inner.QuarantineAsync(id, ct);

    public virtual Task<ScrubProgress> ScrubAsync(VolumeId id, ScrubCursor from, CancellationToken ct) => inner.ScrubAsync(id, from, ct);

    public virtual Task ReleaseAsync(VolumeId id, ReleaseGrounds grounds, CancellationToken ct) => inner.ReleaseAsync(id, grounds, ct);

    public Task<IReadOnlyList<ExtentRun>> MapExtentsAsync(CancellationToken ct) => inner.MapExtentsAsync(ct);

    /// <summary>Physical bytes under a volume, extent by extent in the order of the disk.</summary>
    protected async Task<List<long>> ExtentOffsetsAsync(VolumeId id) =>
    [
        .. from run in await inner.MapExtentsAsync(default)
           where run.Volume == id
           from extent in Enumerable.Range((int)run.First, (int)run.Count)
           select (Birth.MetadataArea + (Birth.Extent * extent)).Bytes,
    ];

    /// <summary>A receipt nobody earned.</summary>
    protected static ScrubProgress Unearned(VolumeId id)
    {
        var receipt = new ReadBack(id, ScrubScope.Full, ScrubCursor.Start).Complete(Guid.Empty, 0, 0, DateTimeOffset.UnixEpoch);
        return new ScrubProgress(ScrubCursor.Start with { Phase = ScrubPhase.Done }, 0, receipt);
    }

    protected static ReleaseGrounds Unscrubbed(VolumeId id) =>
        ReleaseGrounds.Declined(new ScrubDeclined(id, Guid.Empty, DateTimeOffset.UnixEpoch));
}

/// <summary>A host that takes receipts for good that it never gave.</summary>
internal abstract class CredulousHost(IStorageHost inner, VolatileDisk disk) : MutantHost(inner, disk)
{
    public override Task ReleaseAsync(VolumeId id, ReleaseGrounds grounds, CancellationToken ct) =>
        Inner.ReleaseAsync(id, grounds is ReleaseGrounds.ByReceipt { Receipt: var receipt } && receipt.Id == Guid.Empty ? Unscrubbed(id) : grounds, ct);
}
