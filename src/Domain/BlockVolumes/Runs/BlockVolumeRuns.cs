using CloudControl.Domain.Actions;
using CloudControl.Domain.Droplets;
using CloudControl.Domain.Runs;
using CloudControl.Domain.Storage;

namespace CloudControl.Domain.BlockVolumes.Runs;

/// <summary>
/// The runs a block volume can be put through. They wait in the queue of the host that has its disk, and for each other: what is asked
/// of a volume that is not there yet begins when it is.
/// </summary>
public static class BlockVolumeRuns
{
    public const string CreatePipeline = "create-volume.v1";
    public const string DestroyPipeline = "destroy-volume.v1";
    public const string AttachPipeline = "attach-volume.v1";
    public const string DetachPipeline = "detach-volume.v1";
    public const string ResizePipeline = "resize-volume.v2";

    /// <summary>Nobody orders it any more; runs under way finish on it.</summary>
    public const string ResizePipelineV1 = "resize-volume.v1";

    public const string SnapshotPipeline = "snapshot-volume.v1";
    public const string CreateFromSnapshotPipeline = "create-volume-from-snapshot.v1";
    public const string DestroySnapshotPipeline = "destroy-volume-snapshot.v1";

    public static PipelineRun Create(BlockVolume volume, ResourceAction action, DateTimeOffset now) => Of(
        CreatePipeline, volume, action, RunPriority.Create, now,
        new VolumeProvisioning { VolumeId = volume.Id, ActionId = action.Id, HostName = volume.HostName });

    public static PipelineRun Destroy(BlockVolume volume, ResourceAction action, DateTimeOffset now) => Of(
        DestroyPipeline, volume, action, RunPriority.Scrub, now,
        new VolumeDestruction { VolumeId = volume.Id, ActionId = action.Id, HostName = volume.HostName });

    public static PipelineRun Attach(BlockVolume volume, DropletId droplet, ResourceAction action, DateTimeOffset now) => Of(
        AttachPipeline, volume, action, RunPriority.Normal, now, AttachmentOf(volume, droplet, action));

    public static PipelineRun Detach(BlockVolume volume, DropletId droplet, ResourceAction action, DateTimeOffset now) => Of(
        DetachPipeline, volume, action, RunPriority.Normal, now, AttachmentOf(volume, droplet, action));

    /// <summary>The extents it needs beyond those it has are taken in the same transaction.</summary>
    public static PipelineRun Resize(BlockVolume volume, int sizeGib, ResourceAction action, DateTimeOffset now) => Of(
        ResizePipeline, volume, action, RunPriority.Normal, now,
        new VolumeResizing { VolumeId = volume.Id, ActionId = action.Id, HostName = volume.HostName, SizeGib = sizeGib });

    /// <summary>The snapshot's volume is ordered in the same transaction, as a copy of its source's.</summary>
    public static PipelineRun Snapshot(VolumeSnapshot snapshot, ResourceAction action, DateTimeOffset now) => PipelineRun.Of(
        SnapshotPipeline, snapshot.HostName, SubjectOf(snapshot.SourceVolumeId),
        RunState.Write(new VolumeSnapshotting { SnapshotId = snapshot.Id, ActionId = action.Id, HostName = snapshot.HostName }),
        action.Id, RunPriority.Normal, now);

    /// <summary>The new volume is ordered in the same transaction, as a copy of the snapshot's.</summary>
    public static PipelineRun CreateFromSnapshot(BlockVolume volume, VolumeSnapshot snapshot, ResourceAction action, DateTimeOffset now) => Of(
        CreateFromSnapshotPipeline, volume, action, RunPriority.Create, now,
        new VolumeFromSnapshot { VolumeId = volume.Id, SnapshotId = snapshot.Id, ActionId = action.Id, HostName = volume.HostName });

    /// <summary>Waits behind the taking of the snapshot, which is a run on the volume it is taken of.</summary>
    public static PipelineRun DestroySnapshot(VolumeSnapshot snapshot, ResourceAction action, DateTimeOffset now) => PipelineRun.Of(
        DestroySnapshotPipeline, snapshot.HostName, SubjectOf(snapshot.SourceVolumeId),
        RunState.Write(new VolumeSnapshotDestruction { SnapshotId = snapshot.Id, ActionId = action.Id, HostName = snapshot.HostName }),
        action.Id, RunPriority.Scrub, now);

    /// <summary>What runs on one block volume have in common: they go one after the other.</summary>
    public static string SubjectOf(VolumeId volume) => $"{ResourceTypes.Volume}:{volume}";

    private static PipelineRun Of<TState>(
        string pipeline, BlockVolume volume, ResourceAction action, RunPriority priority, DateTimeOffset now, TState state)
        where TState : class =>
        PipelineRun.Of(pipeline, volume.HostName, SubjectOf(volume.Id), RunState.Write(state), action.Id, priority, now);

    private static VolumeAttachment AttachmentOf(BlockVolume volume, DropletId droplet, ResourceAction action) =>
        new() { VolumeId = volume.Id, DropletId = droplet, ActionId = action.Id, HostName = volume.HostName };
}
