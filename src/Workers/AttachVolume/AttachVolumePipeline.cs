using CloudControl.Domain.BlockVolumes.Runs;
using CloudControl.Workers.BlockVolumes;
using CloudControl.Workers.Pipelines;

namespace CloudControl.Workers.AttachVolume;

/// <summary>Gives a block volume to a droplet. No data moves: the droplet reaches it where it lies, over its host's export.</summary>
public sealed class AttachVolumePipeline : Pipeline<VolumeAttachment>
{
    public override string Name => BlockVolumeRuns.AttachPipeline;

    public override Steps<VolumeAttachment> Define(Steps<VolumeAttachment> steps) => steps
        .Then<ReachVolume>()           // it opens and can be read        undo: nothing
        .CommitPoint()
        .Then<AnnounceAttached>()      // droplet, volume and action in one transaction
        .WhenUndone<AnnounceAttachmentFailed>();
}
