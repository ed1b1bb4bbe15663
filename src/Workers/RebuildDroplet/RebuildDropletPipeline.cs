using CloudControl.Domain.Droplets.Runs;
using CloudControl.Workers.Droplets;
using CloudControl.Workers.Pipelines;
using CloudControl.Workers.Volumes;

namespace CloudControl.Workers.RebuildDroplet;

/// <summary>A new volume takes the old one's place; until it stands, the old one is kept.</summary>
public sealed class RebuildDropletPipeline : Pipeline<DropletRebuilding>
{
    public override string Name => DropletRuns.RebuildPipeline;

    public override Steps<DropletRebuilding> Define(Steps<DropletRebuilding> steps) => steps
        .Then<TakePlace>()             // the hold taken with the order   undo: give it back
        .Then<StopGuest>()             //                                 undo: on again if it was on
        .Then<CreateSparseVolume>()    // beside the old one              undo: quarantine, scrub, release
        .Then<WriteImage>()            // image chunks into the store     undo: nothing; the volume's undo covers it
        .CommitPoint()                 // from here only forward
        .Then<ChangeVolume>()          // the old one is ordered back in the same transaction
        .Then<BootGuest>()
        .Then<AnnounceRebuilt>()       // droplet, action and webhooks in one transaction
        .WhenUndone<AnnounceActionFailed>();
}
