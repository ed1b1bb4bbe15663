using CloudControl.Domain.Droplets.Runs;
using CloudControl.Workers.Droplets;
using CloudControl.Workers.Pipelines;
using CloudControl.Workers.Volumes;

namespace CloudControl.Workers.CreateDroplet;

/// <summary>From an order to a droplet that is on.</summary>
public sealed class CreateDropletPipeline : Pipeline<DropletProvisioning>
{
    public override string Name => DropletRuns.CreatePipeline;

    public override Steps<DropletProvisioning> Define(Steps<DropletProvisioning> steps) => steps
        .Then<TakePlace>()             // the hold taken with the order   undo: give it back
        .Then<CreateSparseVolume>()    // zero origin, empty COW store    undo: quarantine, scrub, release
        .Then<WriteImage>()            // image chunks into the store     undo: nothing; the volume's undo covers it
        .Then<AssignAddress>()         // addresses from the region       undo: return them
        .Then<BootGuest>()             // its disk opens                  undo: nothing
        .CommitPoint()                 // from here only forward
        .Then<AnnounceActive>()        // droplet, action and webhooks in one transaction
        .WhenUndone<AnnounceCreateFailed>();
}
