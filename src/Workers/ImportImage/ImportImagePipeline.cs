using CloudControl.Domain.Images.Runs;
using CloudControl.Workers.Pipelines;
using CloudControl.Workers.Volumes;

namespace CloudControl.Workers.ImportImage;

/// <summary>From a customer's URL to an image that droplets can be made from.</summary>
public sealed class ImportImagePipeline : Pipeline<ImageImporting>
{
    public override string Name => ImageRuns.ImportPipeline;

    public override Steps<ImageImporting> Define(Steps<ImageImporting> steps) => steps
        .Then<TakePlace>()             // the smallest disk's, held with the order   undo: give back all that is held
        .Then<FetchImage>()            // the disk, decoded, in the staging folder   undo: erase it
        .Then<TakeRoomForImage>()      // as much more as it turned out to need      undo: nothing; the place covers it
        .Then<CreateSparseVolume>()    // the image's own, still empty               undo: quarantine, scrub, release
        .Then<WriteFetchedImage>()     // what was fetched, chunk by chunk           undo: nothing; the volume's undo covers it
        .CommitPoint()                 // from here only forward
        .Then<AnnounceImported>()      // image and action in one transaction
        .Then<EraseFetchedImage>()     // the volume holds it now
        .WhenUndone<AnnounceImportFailed>();
}
