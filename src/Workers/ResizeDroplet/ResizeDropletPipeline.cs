using CloudControl.Domain.Droplets.Runs;
using CloudControl.Workers.Droplets;
using CloudControl.Workers.Pipelines;

namespace CloudControl.Workers.ResizeDroplet;

/// <summary>Another size for a droplet that is off; its disk grows with it if that was asked for.</summary>
public sealed class ResizeDropletPipeline : Pipeline<DropletResizing>
{
    public override string Name => DropletRuns.ResizePipeline;

    public override Steps<DropletResizing> Define(Steps<DropletResizing> steps) => steps
        .Then<ExtendDisk>()            // the room taken with the order   undo: give back what the host did not take
        .CommitPoint()                 // from here only forward
        .Then<AnnounceResized>()       // droplet, action and webhooks in one transaction
        .WhenUndone<AnnounceActionFailed>();
}
