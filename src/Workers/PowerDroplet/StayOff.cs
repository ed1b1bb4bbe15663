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
/// Turns the guest off and lets it be off for a while that everybody sees. The moment it ends is in the run, so a wait outlives its
/// worker; repeated before that was stored, it begins anew.
/// </summary>
public sealed class StayOff(CloudControlDb db, RestartOptions options, TimeProvider clock) : Step<DropletRestarting>
{
    public override async Task<StepOutcome> DoAsync(DropletRestarting run, CancellationToken ct)
    {
        if (run.OffUntil is null)
        {
            await TurnOffAsync(run, ct);
            run.OffUntil = clock.GetUtcNow() + options.OffTime;
        }

        var left = run.OffUntil.Value - clock.GetUtcNow();
        return left > TimeSpan.Zero ? StepOutcome.Again("the guest is off for a while", left) : StepOutcome.Done;
    }

    private async Task TurnOffAsync(DropletRestarting run, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        (await db.LockDropletAsync(run, ct))?.PowerOff();
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
    }
}
