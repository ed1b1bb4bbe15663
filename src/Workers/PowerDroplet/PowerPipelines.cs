using CloudControl.Domain.Droplets.Runs;
using CloudControl.Workers.Droplets;
using CloudControl.Workers.Pipelines;

namespace CloudControl.Workers.PowerDroplet;

/// <summary>Turns a droplet on; one that is on already stays on, and the action completes.</summary>
public sealed class PowerOnPipeline : Pipeline<DropletPowering>
{
    public override string Name => DropletRuns.PowerOnPipeline;

    public override Steps<DropletPowering> Define(Steps<DropletPowering> steps) => steps
        .Then<BootGuest>()
        .CommitPoint()
        .Then<AnnouncePoweredOn>()
        .WhenUndone<AnnounceActionFailed>();
}

/// <summary>Turns a droplet off.</summary>
public sealed class PowerOffPipeline : Pipeline<DropletPowering>
{
    public override string Name => DropletRuns.PowerOffPipeline;

    public override Steps<DropletPowering> Define(Steps<DropletPowering> steps) => steps
        .CommitPoint()
        .Then<AnnouncePoweredOff>();
}

/// <summary>Asks the guest to turn itself off. Of a machine only the disk is simulated, so no guest ever takes its time or refuses.</summary>
public sealed class ShutdownPipeline : Pipeline<DropletPowering>
{
    public override string Name => DropletRuns.ShutdownPipeline;

    public override Steps<DropletPowering> Define(Steps<DropletPowering> steps) => steps
        .CommitPoint()
        .Then<AnnouncePoweredOff>();
}
