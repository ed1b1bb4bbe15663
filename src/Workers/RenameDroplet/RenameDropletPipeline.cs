using CloudControl.Domain.Droplets.Runs;
using CloudControl.Infrastructure.Events;
using CloudControl.Workers.Droplets;
using CloudControl.Workers.Pipelines;

namespace CloudControl.Workers.RenameDroplet;

/// <summary>Gives a droplet another name. What is on its disk is its owner's and stays as it is.</summary>
public sealed class RenameDropletPipeline : Pipeline<DropletRenaming>
{
    public override string Name => DropletRuns.RenamePipeline;

    public override Steps<DropletRenaming> Define(Steps<DropletRenaming> steps) => steps
        .CommitPoint()
        .Then<AnnounceRenamed>();
}

/// <summary>Name, lock and action change together.</summary>
public sealed class AnnounceRenamed(ActionEnding ending) : Step<DropletRenaming>
{
    public override async Task<StepOutcome> DoAsync(DropletRenaming run, CancellationToken ct)
    {
        await ending.CompleteAsync(run, droplet => droplet.Rename(run.NewName), DropletEvents.ActionEnded, ct);
        return StepOutcome.Done;
    }
}
