using CloudControl.Domain.Actions;
using CloudControl.Domain.Droplets;
using CloudControl.Domain.Runs;
using CloudControl.Domain.Storage;

namespace CloudControl.Domain.BlockVolumes.Runs;

/// <summary>State of <c>create-volume</c>.</summary>
public sealed class VolumeProvisioning : IVolumeRun, INewVolume
{
    public required VolumeId VolumeId { get; init; }

    public required ActionId ActionId { get; init; }

    public required string HostName { get; init; }

    public ScrubCursor UndoScrub { get; set; } = ScrubCursor.Start;

    VolumeId INewVolume.NewVolumeId => VolumeId;
}

/// <summary>State of <c>destroy-volume</c>.</summary>
public sealed class VolumeDestruction : IVolumeRun, IFormerVolume
{
    public required VolumeId VolumeId { get; init; }

    public required ActionId ActionId { get; init; }

    public required string HostName { get; init; }

    public ScrubCursor Scrub { get; set; } = ScrubCursor.Start;

    VolumeId IFormerVolume.FormerVolumeId => VolumeId;

    ActionId? IFormerVolume.CausedBy => ActionId;

    /// <summary>Nobody is asked: a block volume is always scrubbed.</summary>
    ScrubDeclined? IFormerVolume.Declined => null;
}

/// <summary>State of <c>attach-volume</c> and <c>detach-volume</c>.</summary>
public sealed class VolumeAttachment : IVolumeRun, IDropletRun
{
    public required VolumeId VolumeId { get; init; }

    public required DropletId DropletId { get; init; }

    public required ActionId ActionId { get; init; }

    /// <summary>Where the volume lies; the droplet may be on another host.</summary>
    public required string HostName { get; init; }
}

/// <summary>State of <c>resize-volume</c>.</summary>
public sealed class VolumeResizing : IVolumeRun
{
    public required VolumeId VolumeId { get; init; }

    public required ActionId ActionId { get; init; }

    public required string HostName { get; init; }

    /// <summary>Its size when the run is done.</summary>
    public required int SizeGib { get; init; }
}
