using CloudControl.Domain.ReservedIps.Runs;
using CloudControl.Workers.Pipelines;

namespace CloudControl.Workers.ReservedIps;

/// <summary>Takes a reserved IP from its droplet; the account keeps it.</summary>
public sealed class UnassignReservedIpPipeline : Pipeline<ReservedIpMove>
{
    public override string Name => ReservedIpRuns.UnassignPipeline;

    public override Steps<ReservedIpMove> Define(Steps<ReservedIpMove> steps) => steps
        .CommitPoint()
        .Then<AnnounceUnassigned>();   // reserved IP and action in one transaction
}

/// <summary>The droplet no longer has the address, which is free for the next event.</summary>
public sealed class AnnounceUnassigned(ReservedIpEnding ending) : Step<ReservedIpMove>
{
    public override async Task<StepOutcome> DoAsync(ReservedIpMove run, CancellationToken ct)
    {
        await ending.UnassignAsync(run, ct);
        return StepOutcome.Done;
    }
}
