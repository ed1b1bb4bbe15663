using CloudControl.Domain.Droplets.Runs;
using CloudControl.Infrastructure.Events;
using CloudControl.Workers.Droplets;
using CloudControl.Workers.Pipelines;

namespace CloudControl.Workers.ResizeDroplet;

/// <summary>The droplet has its new size, and is off as it was.</summary>
public sealed class AnnounceResized(ActionEnding ending) : Step<DropletResizing>
{
    public override async Task<StepOutcome> DoAsync(DropletResizing run, CancellationToken ct)
    {
        await ending.CompleteAsync(
            run, droplet => droplet.Resize(run.SizeSlug, run.MemoryMib, run.Vcpus, run.DiskGib), DropletEvents.ActionEnded, ct);
        return StepOutcome.Done;
    }
}
