using CloudControl.Domain.Actions;
using CloudControl.Domain.Runs;
using CloudControl.Domain.Storage;

namespace CloudControl.Domain.Images.Runs;

/// <summary>State of <c>import-image</c>: from a customer's URL to an image.</summary>
public sealed class ImageImporting : IImageRun, INewVolume
{
    public required ImageId ImageId { get; init; }

    /// <summary>Absolute, http or https. May hold a secret in its query: never logged, never shown.</summary>
    public required string Url { get; init; }

    public required ActionId ActionId { get; init; }

    public required VolumeId NewVolumeId { get; init; }

    public required string HostName { get; init; }

    /// <summary>How often the URL failed in a way that may pass.</summary>
    public int FailedFetches { get; set; }

    /// <summary>GiB of the smallest disk that takes what was fetched; 0 as long as nobody knows.</summary>
    public int DiskGib { get; set; }

    public ScrubCursor UndoScrub { get; set; } = ScrubCursor.Start;
}
