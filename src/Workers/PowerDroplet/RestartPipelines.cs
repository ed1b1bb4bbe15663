using CloudControl.Domain.Droplets.Runs;
using CloudControl.Workers.Droplets;
using CloudControl.Workers.Pipelines;

namespace CloudControl.Workers.PowerDroplet;

/// <summary>
/// Turns a droplet that is on off and on again. One that does not come back is off, its action errored and its lock gone, so that
/// its owner can try again.
/// </summary>
public sealed class RebootPipeline : Pipeline<DropletRestarting>
{
    public override string Name => DropletRuns.RebootPipeline;

    public override Steps<DropletRestarting> Define(Steps<DropletRestarting> steps) => steps
        .Then<StayOff>()               // undo: nothing; a guest that was turned off is off
        .Then<BootGuest>()
        .CommitPoint()
        .Then<AnnouncePoweredOn>()
        .WhenUndone<AnnounceActionFailed>();
}

/// <summary>The reset button: as <see cref="RebootPipeline"/>, without asking the guest.</summary>
public sealed class PowerCyclePipeline : Pipeline<DropletRestarting>
{
    public override string Name => DropletRuns.PowerCyclePipeline;

    public override Steps<DropletRestarting> Define(Steps<DropletRestarting> steps) => steps
        .Then<StayOff>()               // undo: nothing; a guest that was turned off is off
        .Then<BootGuest>()
        .CommitPoint()
        .Then<AnnouncePoweredOn>()
        .WhenUndone<AnnounceActionFailed>();
}
