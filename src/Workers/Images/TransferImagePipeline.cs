using CloudControl.Domain.Images.Runs;
using CloudControl.Workers.Pipelines;
using CloudControl.Workers.Volumes;

namespace CloudControl.Workers.Images;

/// <summary>A copy of an image in another region.</summary>
public sealed class TransferImagePipeline : Pipeline<ImageTransferring>
{
    public override string Name => ImageRuns.TransferPipeline;

    public override Steps<ImageTransferring> Define(Steps<ImageTransferring> steps) => steps
        .Then<TakePlace>()             // the hold taken with the order   undo: give it back
        .Then<CreateSparseVolume>()    // on a host of the other region   undo: quarantine, scrub, release
        .Then<CopyVolume>()            // all that the image holds        undo: nothing; the volume's undo covers it
        .CommitPoint()                 // from here only forward
        .Then<AnnounceTransferred>()   // image and action in one transaction
        .WhenUndone<AnnounceTransferFailed>();
}
