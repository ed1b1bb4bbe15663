using CloudControl.Domain.Actions;
using CloudControl.Domain.Droplets.Runs;
using CloudControl.Domain.Runs;
using CloudControl.Domain.Storage;
using CloudControl.Domain.Volumes;

namespace CloudControl.Domain.Images.Runs;

/// <summary>The runs a private image can be put through.</summary>
public static class ImageRuns
{
    public const string TransferPipeline = "transfer-image.v1";
    public const string ImportPipeline = "import-image.v1";
    public const string ReturnPipeline = "return-image.v1";

    /// <param name="image">The image.</param>
    /// <param name="copy">Its volume to be, in the other region, ordered in the same transaction.</param>
    /// <param name="action">The transfer.</param>
    /// <param name="now">The time.</param>
    public static PipelineRun Transfer(Image image, Volume copy, ResourceAction action, DateTimeOffset now) => PipelineRun.Of(
        TransferPipeline, copy.HostName, $"{ResourceTypes.Image}:{image.Id}",
        RunState.Write(new ImageTransferring { ImageId = image.Id, ActionId = action.Id, NewVolumeId = copy.Id, HostName = copy.HostName }),
        action.Id, RunPriority.Normal, now);

    /// <summary>
    /// Waits like a scrub: a fetch may take an hour, and what was ordered meanwhile must find a place on the queue.
    /// </summary>
    /// <param name="image">The image.</param>
    /// <param name="url">Where its owner says it is, judged once.</param>
    /// <param name="volume">Its volume to be, ordered in the same transaction with room for the smallest disk.</param>
    /// <param name="action">The image's creation.</param>
    /// <param name="now">The time.</param>
    public static PipelineRun Import(Image image, Uri url, Volume volume, ResourceAction action, DateTimeOffset now) => PipelineRun.Of(
        ImportPipeline, volume.HostName, $"{ResourceTypes.Image}:{image.Id}",
        RunState.Write(new ImageImporting
        {
            ImageId = image.Id,
            Url = url.AbsoluteUri,
            ActionId = action.Id,
            NewVolumeId = volume.Id,
            HostName = volume.HostName,
        }),
        action.Id, RunPriority.Scrub, now);

    /// <summary>Gives back one volume of an image that was deleted. Always scrubbed: nobody was asked.</summary>
    public static PipelineRun Return(Volume copy, DateTimeOffset now) => PipelineRun.Of(
        ReturnPipeline, copy.HostName, $"volume:{copy.Id}",
        RunState.Write(new VolumeReturning { FormerVolumeId = copy.Id, HostName = copy.HostName }),
        action: null, RunPriority.Scrub, now);
}

/// <summary>State of <c>transfer-image</c>: a copy of an image in another region.</summary>
public sealed class ImageTransferring : IImageRun, ICopiedVolume
{
    public required ImageId ImageId { get; init; }

    public required ActionId ActionId { get; init; }

    public required VolumeId NewVolumeId { get; init; }

    public required string HostName { get; init; }

    public CopyCursor Copied { get; set; } = CopyCursor.Start;

    public ScrubCursor UndoScrub { get; set; } = ScrubCursor.Start;
}
