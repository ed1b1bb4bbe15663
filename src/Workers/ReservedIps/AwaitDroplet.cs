using CloudControl.Domain.Droplets;
using CloudControl.Domain.ReservedIps.Runs;
using CloudControl.Infrastructure.Persistence;
using CloudControl.Workers.Pipelines;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Workers.ReservedIps;

/// <summary>
/// Sees that there is a droplet to give the address to. Whoever orders both in one go need not wait in between: the assigning waits here
/// until the droplet was created, and fails if it came to nothing.
/// </summary>
public sealed class AwaitDroplet(CloudControlDb db) : Step<ReservedIpMove>
{
    public override async Task<StepOutcome> DoAsync(ReservedIpMove run, CancellationToken ct)
    {
        var droplet = await db.Droplets.AsNoTracking().SingleAsync(d => d.Id == run.DropletId, ct);
        return droplet.Status switch
        {
            DropletStatus.New when !droplet.Locked => StepOutcome.Failed(new DropletNotFound(), "an operator ended its create"),
            DropletStatus.New => StepOutcome.Again("the droplet is being created"),
            DropletStatus.Destroyed => StepOutcome.Failed(new DropletNotFound()),
            _ => StepOutcome.Done,
        };
    }
}
