using CloudControl.Domain.Droplets;
using CloudControl.Domain.Runs;
using CloudControl.Infrastructure.Networking;
using CloudControl.Infrastructure.Persistence;
using CloudControl.Workers.Pipelines;

namespace CloudControl.Workers.CreateDroplet;

/// <summary>Gives the droplet a private address, and a public one unless it was ordered without.</summary>
public sealed class AssignAddress(CloudControlDb db, TimeProvider clock) : Step<IDropletRun>
{
    public override async Task<StepOutcome> DoAsync(IDropletRun run, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await db.LockDropletAsync(run, ct) is not { } droplet)
        {
            return StepOutcome.Done;
        }

        string? publicAddress = null;
        if (droplet.PublicNetworking)
        {
            var assigned = await AddressPool.AssignAsync(db, droplet, AddressKind.Public, ct);
            if (assigned.Error is { } none)
            {
                return StepOutcome.Failed(none);
            }

            publicAddress = assigned.Value;
        }

        var privateAddress = await AddressPool.AssignAsync(db, droplet, AddressKind.Private, ct);
        if (privateAddress.Error is { } error)
        {
            return StepOutcome.Failed(error);
        }

        droplet.TakeAddresses(publicAddress, privateAddress.Value);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return StepOutcome.Done;
    }

    public override async Task<StepOutcome> UndoAsync(IDropletRun run, CancellationToken ct)
    {
        await AddressPool.TakeBackAsync(db, run.DropletId, clock.GetUtcNow(), ct);
        return StepOutcome.Done;
    }
}
