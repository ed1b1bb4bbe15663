using CloudControl.Domain.Droplets.Runs;
using CloudControl.Infrastructure.Persistence;
using CloudControl.Workers.Pipelines;

namespace CloudControl.Workers.PowerDroplet;

/// <summary>How droplets are restarted.</summary>
public sealed class RestartOptions
{
    /// <summary>How long a restarted droplet is off at least: fog waits to see it off, and looks once a second.</summary>
    public TimeSpan OffTime { get; init; } = TimeSpan.FromSeconds(1.2);
}

/// <summary>
/// Turns the guest off and lets it be off for a while that everybody sees. The wait is the run's, which is not due before it is over: no
/// worker's clock measures it, and it outlives its worker. Repeated before it was stored, it begins anew.
/// </summary>
public sealed class StayOff(CloudControlDb db, RestartOptions options) : Step<DropletRestarting>
{
    public override async Task<StepOutcome> DoAsync(DropletRestarting run, CancellationToken ct)
    {
        if (run.HasWaited)
        {
            return StepOutcome.Done;
        }

        await TurnOffAsync(run, ct);
        run.HasWaited = true;     // by the time this is read, the wait that is stored with it is over
        return StepOutcome.Again("the guest is off for a while", options.OffTime);
    }

    private async Task TurnOffAsync(DropletRestarting run, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        (await db.LockDropletAsync(run, ct))?.PowerOff();
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
    }
}
