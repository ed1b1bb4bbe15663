using CloudControl.Domain.Runs;
using CloudControl.Infrastructure.Networking;
using CloudControl.Infrastructure.Persistence;
using CloudControl.Workers.Pipelines;

namespace CloudControl.Workers.DestroyDroplet;

/// <summary>The droplet's addresses go back to its region.</summary>
public sealed class ReturnAddress(CloudControlDb db, TimeProvider clock) : Step<IDropletRun>
{
    public override async Task<StepOutcome> DoAsync(IDropletRun run, CancellationToken ct)
    {
        await AddressPool.TakeBackAsync(db, run.DropletId, clock.GetUtcNow(), ct);
        return StepOutcome.Done;
    }
}
