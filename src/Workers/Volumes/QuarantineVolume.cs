using CloudControl.Domain.Runs;
using CloudControl.Infrastructure.Storage;
using CloudControl.Workers.Pipelines;

namespace CloudControl.Workers.Volumes;

/// <summary>Takes the volume from its owner: nobody reads or writes it from here on, and its extents stay held.</summary>
public sealed class QuarantineVolume(StorageHosts hosts, VolumeCleaning cleaning) : Step<IFormerVolume>
{
    public override async Task<StepOutcome> DoAsync(IFormerVolume run, CancellationToken ct)
    {
        await cleaning.QuarantineAsync(hosts[run.HostName], run.FormerVolumeId, ct);
        return StepOutcome.Done;
    }
}
