using CloudControl.Domain.Storage;
using CloudControl.Infrastructure.Storage.DeviceMapper;
using CloudControl.Infrastructure.Storage.Lvm;

namespace CloudControl.Infrastructure.Storage.Layout;

/// <summary>How much of its store a volume had used when it was taken from its owner.</summary>
/// <param name="StoreChunks">Chunks from the start of the store behind which nothing of this owner can lie.</param>
/// <param name="ChunksWritten">Chunks in the exception table.</param>
public readonly record struct StoreUse(long StoreChunks, long ChunksWritten);

/// <summary>One volume as it lies on the host, allocated or quarantined, with its part of the metadata text. Immutable.</summary>
public sealed class LaidVolume
{
    private readonly Lazy<byte[]> text;

    public LaidVolume(
        SparseVolume volume, ExtentState state, IReadOnlyList<ExtentRange> extents, bool isDirty, StoreUse? use,
        IReadOnlyList<LogicalVolume> logicalVolumes)
    {
        (Volume, State, Extents, IsDirty, Use, LogicalVolumes) = (volume, state, extents, isDirty, use, logicalVolumes);
        ExtentSet = ExtentSet.Of(extents);
        text = new Lazy<byte[]>(() => MetadataTextWriter.LogicalVolumes(LogicalVolumes));
    }

    public VolumeId Id => Volume.Id;

    public SparseVolume Volume { get; }

    /// <summary><see cref="ExtentState.Allocated"/> or <see cref="ExtentState.Quarantined"/>.</summary>
    public ExtentState State { get; }

    /// <summary>Its extents in the order of the logical volume.</summary>
    public IReadOnlyList<ExtentRange> Extents { get; }

    /// <summary>The same as a set.</summary>
    public ExtentSet ExtentSet { get; }

    /// <summary>Whether bytes of a former owner may have lain on its extents when it was laid.</summary>
    public bool IsDirty { get; }

    /// <summary>Known for a quarantined volume whose map could be trusted; null otherwise.</summary>
    public StoreUse? Use { get; }

    /// <summary>The three logical volumes of a sparse volume, or the one of a quarantined volume.</summary>
    public IReadOnlyList<LogicalVolume> LogicalVolumes { get; }

    /// <summary>Its part of the metadata text.</summary>
    public byte[] Text => text.Value;

    /// <summary>The store's stretches of the disk.</summary>
    public LinearTarget Store(Disks.IRawDisk disk, VolumeGroup group) => new(
        disk, Extents.Select(r => new PhysicalRun(group.OffsetOf(r.First), r.Count * group.ExtentBytes)));
}
