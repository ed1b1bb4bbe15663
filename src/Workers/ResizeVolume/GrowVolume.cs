using CloudControl.Domain.BlockVolumes.Runs;
using CloudControl.Domain.Storage;
using CloudControl.Infrastructure.Persistence;
using CloudControl.Workers.Pipelines;
using CloudControl.Workers.Volumes;

namespace CloudControl.Workers.ResizeVolume;

/// <summary>The host extends disk and store together, to the size that was ordered; unless the volume's create came to nothing.</summary>
public sealed class GrowVolume(VolumeGrowth growth, CloudControlDb db) : Step<VolumeResizing>
{
    public override async Task<StepOutcome> DoAsync(VolumeResizing run, CancellationToken ct)
    {
        var refused = await db.WhyNoBlockVolumeAsync(run.VolumeId, ct)
            ?? await growth.GrowAsync(run.HostName, run.VolumeId, run.ActionId, ByteSize.FromGiB(run.SizeGib), ct);
        return refused is null ? StepOutcome.Done : StepOutcome.Failed(refused);
    }

    public override async Task<StepOutcome> UndoAsync(VolumeResizing run, CancellationToken ct)
    {
        await growth.UndoAsync(run.HostName, run.VolumeId, run.ActionId, ct);
        return StepOutcome.Done;
    }
}

/// <summary>As <see cref="GrowVolume"/>, of the list that cannot turn round: of a volume that is gone, the end of the action tells.</summary>
public sealed class ExtendVolume(VolumeGrowth growth, CloudControlDb db) : Step<VolumeResizing>
{
    public override async Task<StepOutcome> DoAsync(VolumeResizing run, CancellationToken ct)
    {
        if (await db.WhyNoBlockVolumeAsync(run.VolumeId, ct) is not null)
        {
            return StepOutcome.Done;
        }

        var refused = await growth.GrowAsync(run.HostName, run.VolumeId, run.ActionId, ByteSize.FromGiB(run.SizeGib), ct);
        return refused is null ? StepOutcome.Done : StepOutcome.Failed(refused);
    }
}
