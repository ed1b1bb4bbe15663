using CloudControl.Domain.ReservedIps.Runs;
using CloudControl.Workers.Pipelines;

namespace CloudControl.Workers.ReservedIps;

/// <summary>Gives a reserved IP to a droplet; the one that had it until then loses it at the same moment.</summary>
public sealed class AssignReservedIpPipeline : Pipeline<ReservedIpMove>
{
    public override string Name => ReservedIpRuns.AssignPipeline;

    public override Steps<ReservedIpMove> Define(Steps<ReservedIpMove> steps) => steps
        .Then<AwaitDroplet>()          // it may still be being created   undo: nothing
        .CommitPoint()
        .Then<AnnounceAssigned>()      // reserved IP and action in one transaction
        .WhenUndone<AnnounceAssigningFailed>();
}
