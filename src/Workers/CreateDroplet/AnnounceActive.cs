using CloudControl.Domain.Runs;
using CloudControl.Infrastructure.Events;
using CloudControl.Workers.Droplets;
using CloudControl.Workers.Pipelines;

namespace CloudControl.Workers.CreateDroplet;

/// <summary>The droplet is there. Status, lock and action flip together: clients act on the droplet the moment it is active.</summary>
public sealed class AnnounceActive(ActionEnding ending) : Step<IDropletRun>
{
    public override async Task<StepOutcome> DoAsync(IDropletRun run, CancellationToken ct)
    {
        await ending.CompleteAsync(run, droplet => droplet.PowerOn(), DropletEvents.CreateCompleted, ct);
        return StepOutcome.Done;
    }
}
