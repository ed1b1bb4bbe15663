namespace CloudControl.Domain.Images;

/// <summary>The URL leads where nothing may be fetched from, or is none.</summary>
/// <param name="Why">A clause such as "its host is not known".</param>
public sealed record ImageUrlRefused(string Why) : Error(ErrorFamily.Invalid, $"The image's url is refused: {Why}.");

/// <summary>What the URL leads to could not be fetched.</summary>
/// <param name="Why">A clause such as "its server answered 404".</param>
public sealed record ImageNotFetched(string Why) : Error(ErrorFamily.Invalid, $"The image could not be fetched: {Why}.")
{
    /// <summary>Whether the same URL may lead to the image a little later.</summary>
    public bool MayPass { get; init; }
}

/// <summary>It was fetched and is no disk that can be used.</summary>
/// <param name="Why">A clause such as "it refers to a backing file".</param>
public sealed record ImageUnusable(string Why) : Error(ErrorFamily.Invalid, $"The image cannot be used: {Why}.");

/// <summary>It is neither fetched completely nor ever will be used: nothing can be done with it but to look and to delete it.</summary>
public sealed record ImageNotAvailable() : Error(ErrorFamily.Invalid, "The image is not available.");

public sealed record ImageRegionUnknown() : Error(ErrorFamily.Invalid, "You specified an invalid region for the image.");

/// <summary>As many as an account may have under way at one time.</summary>
public sealed record TooManyImports(int Limit) : Error(ErrorFamily.Invalid, $"{Limit} images are being imported already; wait until one is done.");

/// <summary>As many as an account may have in all.</summary>
public sealed record TooManyCustomImages(int Limit) : Error(ErrorFamily.Invalid, $"An account may have {Limit} custom images; delete one first.");
