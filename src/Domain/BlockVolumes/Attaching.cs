using CloudControl.Domain.Droplets;

namespace CloudControl.Domain.BlockVolumes;

/// <summary>Whether a block volume and a droplet can be brought together, or parted.</summary>
public static class Attaching
{
    /// <summary>Null when the volume can be attached to the droplet now.</summary>
    /// <param name="volume">The volume.</param>
    /// <param name="regionSlug">Where the droplet is.</param>
    /// <param name="attachedCount">Volumes the droplet has already.</param>
    public static Error? Refusal(BlockVolume volume, string regionSlug, int attachedCount) => volume switch
    {
        { DeletedAt: not null } => new BlockVolumeNotFound(),
        { DropletId: not null } => new VolumeAlreadyAttached(),
        { Locked: true } => new VolumeHasPendingEvent(),
        _ when volume.RegionSlug != regionSlug => new VolumeInOtherRegion(),
        _ when attachedCount >= BlockVolume.DropletLimit => new TooManyVolumes(),
        _ => null,
    };

    /// <summary>Begins an event of both: neither can be part of another until it has ended.</summary>
    /// <returns>Null; or why not, with neither changed.</returns>
    public static Error? BeginEvent(BlockVolume volume, Droplet droplet)
    {
        if (droplet.Locked)
        {
            return new DropletHasPendingEvent();
        }

        return volume.BeginEvent().Error ?? droplet.BeginEvent().Error;
    }
}
