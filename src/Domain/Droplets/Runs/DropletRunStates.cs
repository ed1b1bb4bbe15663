using CloudControl.Domain.Actions;
using CloudControl.Domain.Images;
using CloudControl.Domain.Runs;
using CloudControl.Domain.Storage;

namespace CloudControl.Domain.Droplets.Runs;

/// <summary>State of <c>create-droplet</c>.</summary>
public sealed class DropletProvisioning : IImagedVolume
{
    public required DropletId DropletId { get; init; }

    public required ActionId ActionId { get; init; }

    public required VolumeId NewVolumeId { get; init; }

    public required ImageId ImageId { get; init; }

    public required string HostName { get; init; }

    public CopyCursor Copied { get; set; } = CopyCursor.Start;

    public ScrubCursor UndoScrub { get; set; } = ScrubCursor.Start;
}

/// <summary>State of <c>destroy-droplet</c>.</summary>
public sealed class DropletDestruction : IDropletRun, IFormerVolume
{
    public required DropletId DropletId { get; init; }

    public required ActionId ActionId { get; init; }

    public required VolumeId FormerVolumeId { get; init; }

    public required string HostName { get; init; }

    public ScrubDeclined? Declined { get; init; }

    public ScrubCursor Scrub { get; set; } = ScrubCursor.Start;

    ActionId? IFormerVolume.CausedBy => ActionId;
}

/// <summary>State of <c>rebuild-droplet</c>: a new volume from an image takes the place of the droplet's old one.</summary>
public sealed class DropletRebuilding : IImagedVolume
{
    public required DropletId DropletId { get; init; }

    public required ActionId ActionId { get; init; }

    public required VolumeId NewVolumeId { get; init; }

    public required VolumeId FormerVolumeId { get; init; }

    public required ImageId ImageId { get; init; }

    public required string HostName { get; init; }

    /// <summary>
    /// Whether the droplet was on when the rebuild was ordered, so that an undo turns it on again. The step that turns it off cannot
    /// look: repeated after a crash, it would find it off.
    /// </summary>
    public required bool WasOn { get; init; }

    public CopyCursor Copied { get; set; } = CopyCursor.Start;

    public ScrubCursor UndoScrub { get; set; } = ScrubCursor.Start;
}

/// <summary>State of <c>snapshot-droplet</c>: the droplet's disk becomes the volume of an image.</summary>
public sealed class DropletSnapshotting : IDropletRun, ICopiedVolume
{
    public required DropletId DropletId { get; init; }

    public required ActionId ActionId { get; init; }

    public required ImageId ImageId { get; init; }

    public required VolumeId NewVolumeId { get; init; }

    public required string HostName { get; init; }

    public CopyCursor Copied { get; set; } = CopyCursor.Start;

    public ScrubCursor UndoScrub { get; set; } = ScrubCursor.Start;
}

/// <summary>State of <c>resize-droplet</c>.</summary>
public sealed class DropletResizing : IDropletRun
{
    public required DropletId DropletId { get; init; }

    public required ActionId ActionId { get; init; }

    /// <summary>The droplet's own disk.</summary>
    public required VolumeId VolumeId { get; init; }

    public required string HostName { get; init; }

    public required string SizeSlug { get; init; }

    public required int MemoryMib { get; init; }

    public required int Vcpus { get; init; }

    /// <summary>The disk the droplet has afterwards.</summary>
    public required int DiskGib { get; init; }

    /// <summary>False: memory and processors only, and the droplet can go back to a smaller size.</summary>
    public required bool GrowsDisk { get; init; }
}

/// <summary>State of <c>return-volume</c>: a volume nobody uses any more gives its extents back.</summary>
public sealed class VolumeReturning : IFormerVolume
{
    public required VolumeId FormerVolumeId { get; init; }

    public required string HostName { get; init; }

    public ActionId? CausedBy { get; init; }

    public ScrubDeclined? Declined { get; init; }

    public ScrubCursor Scrub { get; set; } = ScrubCursor.Start;
}

/// <summary>State of <c>power-on-droplet</c>, <c>power-off-droplet</c> and <c>shutdown-droplet</c>.</summary>
public sealed class DropletPowering : IDropletRun
{
    public required DropletId DropletId { get; init; }

    public required ActionId ActionId { get; init; }
}

/// <summary>State of <c>reboot-droplet</c> and <c>power-cycle-droplet</c>.</summary>
public sealed class DropletRestarting : IDropletRun
{
    public required DropletId DropletId { get; init; }

    public required ActionId ActionId { get; init; }

    /// <summary>The guest was turned off, and the run given back for as long as it stays off.</summary>
    public bool HasWaited { get; set; }
}

/// <summary>State of <c>rename-droplet</c>.</summary>
public sealed class DropletRenaming : IDropletRun
{
    public required DropletId DropletId { get; init; }

    public required ActionId ActionId { get; init; }

    public required string NewName { get; init; }
}
