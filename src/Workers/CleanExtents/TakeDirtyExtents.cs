using CloudControl.Domain.Hosts.Runs;
using CloudControl.Infrastructure.Storage;
using CloudControl.Workers.Pipelines;

namespace CloudControl.Workers.CleanExtents;

/// <summary>
/// Quarantines as many dirty free extents as are held for it. Volumes laid since then may have taken some: what is left is cleaned, and
/// the rest of the hold does no harm until it is given back.
/// </summary>
public sealed class TakeDirtyExtents(StorageHosts hosts) : Step<ExtentsCleaning>
{
    public override async Task<StepOutcome> DoAsync(ExtentsCleaning run, CancellationToken ct)
    {
        await hosts[run.HostName].QuarantineDirtyAsync(run.CleaningId, run.MostExtents, ct);
        return StepOutcome.Done;
    }
}
