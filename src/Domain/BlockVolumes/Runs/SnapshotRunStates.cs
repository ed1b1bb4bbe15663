using CloudControl.Domain.Actions;
using CloudControl.Domain.Runs;
using CloudControl.Domain.Storage;

namespace CloudControl.Domain.BlockVolumes.Runs;

/// <summary>State of <c>snapshot-volume</c>: what a block volume holds becomes a snapshot.</summary>
public sealed class VolumeSnapshotting : ISnapshotRun, ICopiedVolume
{
    public required VolumeId SnapshotId { get; init; }

    public required ActionId ActionId { get; init; }

    public required string HostName { get; init; }

    public CopyCursor Copied { get; set; } = CopyCursor.Start;

    public ScrubCursor UndoScrub { get; set; } = ScrubCursor.Start;

    VolumeId INewVolume.NewVolumeId => SnapshotId;
}

/// <summary>State of <c>create-volume-from-snapshot</c>.</summary>
public sealed class VolumeFromSnapshot : IVolumeRun, ICopiedVolume
{
    public required VolumeId VolumeId { get; init; }

    public required VolumeId SnapshotId { get; init; }

    public required ActionId ActionId { get; init; }

    public required string HostName { get; init; }

    public CopyCursor Copied { get; set; } = CopyCursor.Start;

    public ScrubCursor UndoScrub { get; set; } = ScrubCursor.Start;

    VolumeId INewVolume.NewVolumeId => VolumeId;
}

/// <summary>State of <c>destroy-volume-snapshot</c>.</summary>
public sealed class VolumeSnapshotDestruction : ISnapshotRun, IFormerVolume
{
    public required VolumeId SnapshotId { get; init; }

    public required ActionId ActionId { get; init; }

    public required string HostName { get; init; }

    public ScrubCursor Scrub { get; set; } = ScrubCursor.Start;

    VolumeId IFormerVolume.FormerVolumeId => SnapshotId;

    ActionId? IFormerVolume.CausedBy => ActionId;

    /// <summary>Nobody is asked: a snapshot is always scrubbed.</summary>
    ScrubDeclined? IFormerVolume.Declined => null;
}
