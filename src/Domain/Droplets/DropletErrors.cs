namespace CloudControl.Domain.Droplets;

/// <summary>No such droplet, or another account's.</summary>
public sealed record DropletNotFound() : Error(ErrorFamily.NotFound, "The resource you were accessing could not be found.");

/// <summary>Terraform and the CSI driver match this text and retry: it must not change by a character.</summary>
public sealed record DropletHasPendingEvent() : Error(ErrorFamily.Invalid, "Droplet already has a pending event.");

/// <summary>Terraform matches this text when it shuts a droplet down.</summary>
public sealed record DropletAlreadyOff() : Error(ErrorFamily.Invalid, "Droplet is already powered off.");

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
