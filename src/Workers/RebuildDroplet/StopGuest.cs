using CloudControl.Domain.Droplets;
using CloudControl.Domain.Droplets.Runs;
using CloudControl.Infrastructure.Persistence;
using CloudControl.Workers.Pipelines;

namespace CloudControl.Workers.RebuildDroplet;

/// <summary>Turns the guest off for as long as its disk is changed.</summary>
public sealed class StopGuest(CloudControlDb db) : Step<DropletRebuilding>
{
    public override Task<StepOutcome> DoAsync(DropletRebuilding run, CancellationToken ct) => ChangeAsync(run, droplet => droplet.PowerOff(), ct);

    public override Task<StepOutcome> UndoAsync(DropletRebuilding run, CancellationToken ct) => ChangeAsync(
        run,
        droplet =>
        {
            if (run.WasOn)
            {
                droplet.PowerOn();
            }
        },
        ct);

    private async Task<StepOutcome> ChangeAsync(DropletRebuilding run, Action<Droplet> change, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await db.LockDropletAsync(run, ct) is { } droplet)
        {
            change(droplet);
            await db.SaveChangesAsync(ct);
        }

        await transaction.CommitAsync(ct);
        return StepOutcome.Done;
    }
}
