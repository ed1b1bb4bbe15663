namespace CloudControl.Domain.Droplets;

/// <summary>No such droplet, or another account's.</summary>
public sealed record DropletNotFound() : Error(ErrorFamily.NotFound, "The resource you were accessing could not be found.");

/// <summary>Terraform and the CSI driver match this text and retry: it must not change by a character.</summary>
public sealed record DropletHasPendingEvent() : Error(ErrorFamily.Invalid, "Droplet already has a pending event.");

/// <summary>Terraform matches this text when it shuts a droplet down.</summary>
public sealed record DropletAlreadyOff() : Error(ErrorFamily.Invalid, "Droplet is already powered off.");

/// <summary>Its owner said that it must not be destroyed, and has not taken that back.</summary>
public sealed record DropletProtected(DropletId Id) : Error(
    ErrorFamily.Conflict, $"Droplet {Id} is protected from deletion. Take the disable_deletion_protection action first.");

/// <summary>There is nothing to restart: turning it on is another action.</summary>
public sealed record DropletNotOn() : Error(ErrorFamily.Invalid, "Droplet is currently off. Please power it on to run this event.");

/// <summary>Its memory is about to change under it.</summary>
public sealed record DropletMustBeOff() : Error(ErrorFamily.Invalid, "Droplet must be powered off to perform this action.");

public sealed record ResizeSizeUnknown() : Error(ErrorFamily.Invalid, "You specified an invalid size for Droplet resize.");

public sealed record DropletHasThatSize() : Error(ErrorFamily.Invalid, "Droplet already has that size.");

public sealed record DiskCannotShrink()
    : Error(ErrorFamily.Invalid, "The size's disk is smaller than the droplet's, and a disk cannot become smaller.");

public sealed record NoRoomToResize() : Error(ErrorFamily.NoCapacity, "There is no room to resize this droplet now.");

public sealed record BackupPolicyInvalid() : Error(
    ErrorFamily.Invalid,
    "A backup policy has a plan (daily or weekly), an hour (0, 4, 8, 12, 16 or 20) and, if weekly, a weekday (SUN to SAT).");

public sealed record BackupsNotEnabled() : Error(ErrorFamily.Invalid, "Backups are not enabled for this droplet.");

/// <summary>A droplet's list of kernels is empty: each boots its own.</summary>
public sealed record KernelUnknown() : Error(ErrorFamily.Invalid, "You specified an invalid kernel for Droplet.");

public sealed record DropletLimitReached(int Limit)
    : Error(ErrorFamily.Invalid, $"creating this/these droplet(s) will exceed your droplet limit of {Limit}");

public sealed record RegionUnknown() : Error(ErrorFamily.Invalid, "You specified an invalid region for Droplet creation.");

public sealed record SizeUnknown() : Error(ErrorFamily.Invalid, "You specified an invalid size for Droplet creation.");

public sealed record ImageUnknown() : Error(ErrorFamily.Invalid, "You specified an invalid image for Droplet creation.");

public sealed record SshKeysUnknown(string Keys)
    : Error(ErrorFamily.Invalid, $"{Keys} are invalid key identifiers for Droplet creation.");

public sealed record DiskTooSmallForImage(int NeededGib)
    : Error(ErrorFamily.Invalid, $"The image needs a disk of at least {NeededGib} GB.");

public sealed record ActionTypeUnknown(string Type) : Error(ErrorFamily.Invalid, $"'{Type}' is not an action this droplet can take.");

public sealed record VpcElsewhere() : Error(ErrorFamily.Invalid, "The VPC is in another region than the Droplet would be.");

public sealed record VpcUnknown() : Error(ErrorFamily.Invalid, "You specified an invalid VPC for Droplet creation.");

public sealed record VolumesUnknown() : Error(ErrorFamily.Invalid, "You specified an invalid volume for Droplet creation.");

public sealed record NewNameMissing()
    : Error(ErrorFamily.Invalid, $"Rename needs a name: letters, digits, dots and dashes, at most {Droplet.MaximumNameLength} of them.");

public sealed record ImageMissing() : Error(ErrorFamily.Invalid, "You specified an invalid image for Droplet rebuild.");

/// <summary>A rebuild needs room for the new disk beside the old one, on the droplet's own host.</summary>
public sealed record NoRoomToRebuild() : Error(ErrorFamily.NoCapacity, "There is no room to rebuild this droplet now.");

/// <summary>A snapshot needs as much room as its droplet's disk, on the droplet's own host.</summary>
public sealed record NoRoomToSnapshot() : Error(ErrorFamily.NoCapacity, "There is no room for a snapshot of this droplet now.");

public sealed record SnapshotNameTooLong(int Limit) : Error(ErrorFamily.Invalid, $"A snapshot's name has at most {Limit} characters.");

public sealed record TagNameMissing() : Error(ErrorFamily.Invalid, "tag_name must name the droplets that are meant.");

public sealed record TooManyTagged(int Limit)
    : Error(ErrorFamily.Invalid, $"More than {Limit} droplets carry this tag; that is more than one request can do.");
