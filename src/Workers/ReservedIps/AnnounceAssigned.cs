using CloudControl.Domain.ReservedIps.Runs;
using CloudControl.Workers.Pipelines;

namespace CloudControl.Workers.ReservedIps;

/// <summary>The droplet has the address, which is free for the next event.</summary>
public sealed class AnnounceAssigned(ReservedIpEnding ending) : Step<ReservedIpMove>
{
    public override async Task<StepOutcome> DoAsync(ReservedIpMove run, CancellationToken ct)
    {
        await ending.AssignAsync(run, ct);
        return StepOutcome.Done;
    }
}

/// <summary>The address is where it was, and free for the next event; the action says why.</summary>
public sealed class AnnounceAssigningFailed(ReservedIpEnding ending) : Epilogue<ReservedIpMove>
{
    public override async Task<StepOutcome> RunAsync(ReservedIpMove run, RunFailure failure, CancellationToken ct)
    {
        await ending.FailAsync(run, failure, ct);
        return StepOutcome.Done;
    }
}
