using CloudControl.Domain.Runs;
using CloudControl.Infrastructure.Persistence;
using CloudControl.Workers.Pipelines;

namespace CloudControl.Workers.Volumes;

/// <summary>The extents were taken with the order, in the API's transaction; here is only how they are given back.</summary>
public sealed class TakePlace(CloudControlDb db, TimeProvider clock) : Step<INewVolume>
{
    public override Task<StepOutcome> DoAsync(INewVolume run, CancellationToken ct) => Task.FromResult(StepOutcome.Done);

    // Undone last, after the host released the extents: the account may say "held" of a free extent, never "free" of a held one.
    public override async Task<StepOutcome> UndoAsync(INewVolume run, CancellationToken ct)
    {
        await ExtentAccount.GiveBackAsync(db, run.NewVolumeId, clock.GetUtcNow(), ct);
        return StepOutcome.Done;
    }
}
