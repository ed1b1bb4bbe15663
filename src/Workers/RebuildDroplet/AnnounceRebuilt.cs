using CloudControl.Domain.Runs;
using CloudControl.Infrastructure.Events;
using CloudControl.Workers.Droplets;
using CloudControl.Workers.Pipelines;

namespace CloudControl.Workers.RebuildDroplet;

/// <summary>The droplet is on again, with a disk that holds nothing of the old one.</summary>
public sealed class AnnounceRebuilt(ActionEnding ending) : Step<IDropletRun>
{
    public override async Task<StepOutcome> DoAsync(IDropletRun run, CancellationToken ct)
    {
        await ending.CompleteAsync(run, droplet => droplet.PowerOn(), DropletEvents.ActionEnded, ct);
        return StepOutcome.Done;
    }
}
