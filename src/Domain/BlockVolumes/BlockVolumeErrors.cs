namespace CloudControl.Domain.BlockVolumes;

/// <summary>No such block volume, or another account's.</summary>
public sealed record BlockVolumeNotFound() : Error(ErrorFamily.NotFound, "The resource you were accessing could not be found.");

/// <summary>Ansible takes the 409 for "there already" and goes on with the volume it finds.</summary>
public sealed record VolumeNameTaken(string Name)
    : Error(ErrorFamily.Conflict, $"A volume with the name '{Name}' already exists in this region.");

/// <summary>The CSI driver matches the first words.</summary>
public sealed record VolumeLimitReached(int Limit)
    : Error(ErrorFamily.Forbidden, $"capacity limit exceeded: an account may have {Limit} volumes.");

public sealed record VolumeRegionUnknown() : Error(ErrorFamily.Invalid, "You specified an invalid region for Volume creation.");

/// <summary>No host of the region, or not the one it has to be on, has room.</summary>
public sealed record NoRoomForVolume() : Error(ErrorFamily.NoCapacity, "The region has no room for this volume now.");

/// <summary>Whoever deletes a volume by name must say which one.</summary>
public sealed record VolumeNameMissing() : Error(ErrorFamily.Invalid, "name and region must name one volume.");

public sealed record VolumeHasPendingEvent() : Error(ErrorFamily.Invalid, "Volume already has a pending event.");

/// <summary>Deleting it would pull a disk from under a running droplet.</summary>
public sealed record VolumeInUse() : Error(ErrorFamily.Conflict, "The volume is attached to a droplet. Detach it before deleting it.");

/// <summary>Its owner said that it must not be deleted, and has not taken that back.</summary>
public sealed record VolumeProtected(string Name) : Error(
    ErrorFamily.Conflict, $"The volume '{Name}' is protected from deletion. Take the disable_deletion_protection action first.");

/// <summary>A delete while it is being attached, detached or resized.</summary>
public sealed record VolumeBusy() : Error(ErrorFamily.Conflict, "The volume has a pending event. Delete it when that has ended.");

/// <summary>Terraform and the CSI driver match this text: it must not change by a character.</summary>
public sealed record VolumeAlreadyAttached() : Error(ErrorFamily.Invalid, "This volume is already attached");

/// <inheritdoc cref="VolumeAlreadyAttached"/>
public sealed record AttachmentNotFound() : Error(ErrorFamily.Invalid, "Attachment not found");

/// <summary>The CSI driver matches this text; a droplet has <see cref="BlockVolume.DropletLimit"/> at most.</summary>
public sealed record TooManyVolumes() : Error(ErrorFamily.Invalid, "cannot attach more volumes to the Droplet");

public sealed record VolumeInOtherRegion() : Error(ErrorFamily.Invalid, "The volume is in another region.");

public sealed record VolumeCanOnlyGrow(int SizeGib)
    : Error(ErrorFamily.Invalid, $"A volume can only grow: size_gigabytes must be more than {SizeGib}, and at most {BlockVolume.MaximumSizeGib}.");
