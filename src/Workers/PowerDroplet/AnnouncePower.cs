using CloudControl.Domain.Runs;
using CloudControl.Infrastructure.Events;
using CloudControl.Workers.Droplets;
using CloudControl.Workers.Pipelines;

namespace CloudControl.Workers.PowerDroplet;

/// <summary>The guest is on: status, lock and action flip together.</summary>
public sealed class AnnouncePoweredOn(ActionEnding ending) : Step<IDropletRun>
{
    public override async Task<StepOutcome> DoAsync(IDropletRun run, CancellationToken ct)
    {
        await ending.CompleteAsync(run, droplet => droplet.PowerOn(), DropletEvents.ActionEnded, ct);
        return StepOutcome.Done;
    }
}

/// <summary>The guest is off: status, lock and action flip together.</summary>
public sealed class AnnouncePoweredOff(ActionEnding ending) : Step<IDropletRun>
{
    public override async Task<StepOutcome> DoAsync(IDropletRun run, CancellationToken ct)
    {
        await ending.CompleteAsync(run, droplet => droplet.PowerOff(), DropletEvents.ActionEnded, ct);
        return StepOutcome.Done;
    }
}
