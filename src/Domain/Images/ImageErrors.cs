namespace CloudControl.Domain.Images;

/// <summary>The image is in the catalogue, but what it is made from is not there: an operator took the raw file away.</summary>
public sealed record ImageSourceMissing(string SourceName)
    : Error(ErrorFamily.Unavailable, "The image is not available at the moment.");

/// <summary>The image holds more bytes than the disk.</summary>
public sealed record ImageTooLargeForDisk(long ImageBytes, long DiskBytes)
    : Error(ErrorFamily.Invalid, $"The image holds {ImageBytes} bytes and the disk has room for {DiskBytes}.");

/// <summary>What the customer wants on the disk cannot be written there as a file that means what it says.</summary>
/// <param name="What">Which part, such as "host name".</param>
public sealed record PersonalFileUnusable(string What)
    : Error(ErrorFamily.Invalid, $"The {What} cannot be written to the droplet's disk.");

/// <summary>A public image is nobody's to change.</summary>
public sealed record ImageNotYours() : Error(ErrorFamily.Forbidden, "You are not authorized to perform this operation");

public sealed record ImageHasPendingEvent() : Error(ErrorFamily.Invalid, "Image already has a pending event.");

/// <summary>The image lies in other regions only; a transfer makes a copy.</summary>
public sealed record ImageNotInRegion() : Error(ErrorFamily.Invalid, "The image is not available in the selected region.");

public sealed record ImageNotOfDroplet() : Error(ErrorFamily.Invalid, "The image must be a snapshot or a backup of this droplet.");

public sealed record ImageIsNoBackup() : Error(ErrorFamily.Invalid, "Only a backup can be converted to a snapshot.");

public sealed record ImageActionUnknown(string Type) : Error(ErrorFamily.Invalid, $"'{Type}' is not an action this image can take.");

public sealed record TransferRegionUnknown() : Error(ErrorFamily.Invalid, "You specified an invalid region for Image transfer.");

public sealed record ImageIsThere() : Error(ErrorFamily.Invalid, "The image is available in that region already.");

/// <summary>No worker on the machine of the new volume's host serves the source's.</summary>
public sealed record ImageOutOfReach() : Error(ErrorFamily.Unavailable, "The image cannot be read from there.");

public sealed record NoRoomForImage() : Error(ErrorFamily.NoCapacity, "There is no room for this image now.");

/// <summary>No such image, or another account's.</summary>
public sealed record ImageNotFound() : Error(ErrorFamily.NotFound, "The resource you were accessing could not be found.");

public sealed record OnlySnapshotsChangeHands() : Error(ErrorFamily.Invalid, "Only snapshots can be transferred to another account.");

public sealed record ImageIsOffered() : Error(ErrorFamily.Invalid, "Image already has a pending account transfer.");

public sealed record RecipientIsSender() : Error(ErrorFamily.Invalid, "The image is this account's already.");

/// <summary>No such offer, or none that the caller could answer so: the two are never told apart.</summary>
public sealed record AccountTransferNotFound() : Error(ErrorFamily.NotFound, "The resource you were accessing could not be found.");
