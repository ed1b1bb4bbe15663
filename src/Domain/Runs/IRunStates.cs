using CloudControl.Domain.Actions;
using CloudControl.Domain.Droplets;
using CloudControl.Domain.Images;
using CloudControl.Domain.Storage;

namespace CloudControl.Domain.Runs;

/// <summary>State of a run that is about a droplet and carries out an action on it.</summary>
public interface IDropletRun
{
    DropletId DropletId { get; }

    ActionId ActionId { get; }
}

/// <summary>State of a run that is about a block volume and carries out an action on it.</summary>
public interface IVolumeRun
{
    VolumeId VolumeId { get; }

    ActionId ActionId { get; }
}

/// <summary>State of a run that is about a snapshot of a block volume and carries out an action on it.</summary>
public interface ISnapshotRun
{
    VolumeId SnapshotId { get; }

    ActionId ActionId { get; }
}

/// <summary>State of a run that is about an image and carries out an action on it.</summary>
public interface IImageRun
{
    ImageId ImageId { get; }

    ActionId ActionId { get; }
}

/// <summary>State of a run that makes a volume.</summary>
public interface INewVolume
{
    ActionId ActionId { get; }

    /// <summary>The volume to be; its id exists before the run's first step, so a repeated step finds its own work.</summary>
    VolumeId NewVolumeId { get; }

    string HostName { get; }

    /// <summary>How far the scrub is when the volume is undone.</summary>
    ScrubCursor UndoScrub { get; set; }
}

/// <summary>State of a run that makes a volume as a copy of another one: the source its row names.</summary>
public interface ICopiedVolume : INewVolume
{
    /// <summary>How far the copy is: a crash costs one slice, not the whole copy.</summary>
    CopyCursor Copied { get; set; }
}

/// <summary>State of a run that makes a droplet's disk from an image, which may be a volume to copy or something to write.</summary>
public interface IImagedVolume : IDropletRun, ICopiedVolume
{
    /// <summary>What the volume is made from.</summary>
    ImageId ImageId { get; }
}

/// <summary>State of a run that gives a volume's extents back.</summary>
public interface IFormerVolume
{
    VolumeId FormerVolumeId { get; }

    string HostName { get; }

    /// <summary>The action that gave the volume up; null when nobody watches.</summary>
    ActionId? CausedBy { get; }

    /// <summary>Null: the extents are scrubbed. Else the customer's "no".</summary>
    ScrubDeclined? Declined { get; }

    /// <summary>How far the scrub is: a crash costs one slice, not the whole scrub.</summary>
    ScrubCursor Scrub { get; set; }
}
