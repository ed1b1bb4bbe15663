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

/// <summary>No such image, or another account's.</summary>
public sealed record ImageNotFound() : Error(ErrorFamily.NotFound, "The resource you were accessing could not be found.");
