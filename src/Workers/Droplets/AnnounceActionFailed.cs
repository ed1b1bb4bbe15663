using CloudControl.Domain.Runs;
using CloudControl.Infrastructure.Events;
using CloudControl.Workers.Pipelines;

namespace CloudControl.Workers.Droplets;

/// <summary>The droplet is as the undoing left it, and free for the next event; the action says why.</summary>
public sealed class AnnounceActionFailed(ActionEnding ending) : Epilogue<IDropletRun>
{
    public override async Task<StepOutcome> RunAsync(IDropletRun run, RunFailure failure, CancellationToken ct)
    {
        await ending.FailAsync(run, failure, _ => { }, DropletEvents.ActionEnded, ct);
        return StepOutcome.Done;
    }
}
