using CloudControl.Domain.Runs;
using CloudControl.Infrastructure.Events;
using CloudControl.Workers.Droplets;
using CloudControl.Workers.Pipelines;

namespace CloudControl.Workers.CreateDroplet;

/// <summary>The order came to nothing: the droplet is gone, the action says why.</summary>
public sealed class AnnounceCreateFailed(ActionEnding ending, TimeProvider clock) : Epilogue<IDropletRun>
{
    public override async Task<StepOutcome> RunAsync(IDropletRun run, RunFailure failure, CancellationToken ct)
    {
        await ending.FailAsync(run, failure, droplet => droplet.Destroy(clock.GetUtcNow()), DropletEvents.CreateFailed, ct);
        return StepOutcome.Done;
    }
}
