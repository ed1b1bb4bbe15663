using CloudControl.Domain.Actions;
using CloudControl.Domain.Images;
using CloudControl.Domain.Runs;
using CloudControl.Domain.Sizes;
using CloudControl.Domain.Storage;

namespace CloudControl.Domain.Droplets.Runs;

/// <summary>The runs a droplet can be put through: which step list, which queue, and the state each starts with.</summary>
public static class DropletRuns
{
    public const string CreatePipeline = "create-droplet.v1";
    public const string DestroyPipeline = "destroy-droplet.v1";
    public const string RebuildPipeline = "rebuild-droplet.v1";
    public const string PowerOnPipeline = "power-on-droplet.v1";
    public const string PowerOffPipeline = "power-off-droplet.v1";
    public const string ShutdownPipeline = "shutdown-droplet.v1";
    public const string RebootPipeline = "reboot-droplet.v1";
    public const string PowerCyclePipeline = "power-cycle-droplet.v1";
    public const string RenamePipeline = "rename-droplet.v1";
    public const string SnapshotPipeline = "snapshot-droplet.v1";
    public const string ResizePipeline = "resize-droplet.v1";
    public const string ReturnVolumePipeline = "return-volume.v1";

    public static PipelineRun Create(Droplet droplet, ResourceAction action, DateTimeOffset now) => Of(
        CreatePipeline, droplet, action, RunPriority.Create, now,
        new DropletProvisioning
        {
            DropletId = droplet.Id,
            ActionId = action.Id,
            NewVolumeId = droplet.VolumeId,
            ImageId = droplet.ImageId,
            HostName = droplet.HostName,
        });

    /// <param name="droplet">The droplet, destroyed in the same transaction.</param>
    /// <param name="action">The destroy.</param>
    /// <param name="declined">Null: scrub. A customer's "no" otherwise; there is no third value to get wrong.</param>
    /// <param name="now">The time.</param>
    public static PipelineRun Destroy(Droplet droplet, ResourceAction action, ScrubDeclined? declined, DateTimeOffset now) => Of(
        DestroyPipeline, droplet, action, RunPriority.Scrub, now,
        new DropletDestruction
        {
            DropletId = droplet.Id,
            ActionId = action.Id,
            FormerVolumeId = droplet.VolumeId,
            HostName = droplet.HostName,
            Declined = declined,
        });

    /// <param name="droplet">The droplet, with its old volume.</param>
    /// <param name="newVolume">The volume ordered for it in the same transaction.</param>
    /// <param name="image">What the new volume is made from.</param>
    /// <param name="action">The rebuild.</param>
    /// <param name="now">The time.</param>
    public static PipelineRun Rebuild(Droplet droplet, VolumeId newVolume, ImageId image, ResourceAction action, DateTimeOffset now) => Of(
        RebuildPipeline, droplet, action, RunPriority.Normal, now,
        new DropletRebuilding
        {
            DropletId = droplet.Id,
            ActionId = action.Id,
            NewVolumeId = newVolume,
            FormerVolumeId = droplet.VolumeId,
            ImageId = image,
            HostName = droplet.HostName,
            WasOn = droplet.Status == DropletStatus.Active,
        });

    public static PipelineRun PowerOn(Droplet droplet, ResourceAction action, DateTimeOffset now) => Of(
        PowerOnPipeline, droplet, action, RunPriority.Normal, now, new DropletPowering { DropletId = droplet.Id, ActionId = action.Id });

    public static PipelineRun PowerOff(Droplet droplet, ResourceAction action, DateTimeOffset now) => Of(
        PowerOffPipeline, droplet, action, RunPriority.Normal, now, new DropletPowering { DropletId = droplet.Id, ActionId = action.Id });

    public static PipelineRun Shutdown(Droplet droplet, ResourceAction action, DateTimeOffset now) => Of(
        ShutdownPipeline, droplet, action, RunPriority.Normal, now, new DropletPowering { DropletId = droplet.Id, ActionId = action.Id });

    public static PipelineRun Reboot(Droplet droplet, ResourceAction action, DateTimeOffset now) => Of(
        RebootPipeline, droplet, action, RunPriority.Normal, now, new DropletRestarting { DropletId = droplet.Id, ActionId = action.Id });

    public static PipelineRun PowerCycle(Droplet droplet, ResourceAction action, DateTimeOffset now) => Of(
        PowerCyclePipeline, droplet, action, RunPriority.Normal, now, new DropletRestarting { DropletId = droplet.Id, ActionId = action.Id });

    public static PipelineRun Rename(Droplet droplet, string name, ResourceAction action, DateTimeOffset now) => Of(
        RenamePipeline, droplet, action, RunPriority.Normal, now,
        new DropletRenaming { DropletId = droplet.Id, ActionId = action.Id, NewName = name });

    /// <param name="droplet">The droplet whose disk is copied.</param>
    /// <param name="image">What becomes of the copy, pending until then.</param>
    /// <param name="volume">The image's volume, ordered in the same transaction.</param>
    /// <param name="action">The snapshot or backup.</param>
    /// <param name="now">The time.</param>
    public static PipelineRun Snapshot(Droplet droplet, Image image, VolumeId volume, ResourceAction action, DateTimeOffset now) => Of(
        SnapshotPipeline, droplet, action, RunPriority.Normal, now,
        new DropletSnapshotting
        {
            DropletId = droplet.Id,
            ActionId = action.Id,
            ImageId = image.Id,
            NewVolumeId = volume,
            HostName = droplet.HostName,
        });

    /// <param name="droplet">The droplet, off, with its old size.</param>
    /// <param name="size">The new one.</param>
    /// <param name="growsDisk">Whether the disk grows to the size's, too; the room for that was taken in the same transaction.</param>
    /// <param name="action">The resize.</param>
    /// <param name="now">The time.</param>
    public static PipelineRun Resize(Droplet droplet, DropletSize size, bool growsDisk, ResourceAction action, DateTimeOffset now) => Of(
        ResizePipeline, droplet, action, RunPriority.Normal, now,
        new DropletResizing
        {
            DropletId = droplet.Id,
            ActionId = action.Id,
            VolumeId = droplet.VolumeId,
            HostName = droplet.HostName,
            SizeSlug = size.Slug,
            MemoryMib = size.MemoryMib,
            Vcpus = size.Vcpus,
            DiskGib = growsDisk ? size.DiskGib : droplet.DiskGib,
            GrowsDisk = growsDisk,
        });

    /// <summary>Gives back a volume its droplet no longer uses. Always scrubbed: nobody was asked.</summary>
    /// <param name="volume">The volume.</param>
    /// <param name="hostName">Where it lies.</param>
    /// <param name="causedBy">The action that gave it up; null when a reconciler found that nobody cleans it.</param>
    /// <param name="now">The time.</param>
    public static PipelineRun ReturnVolume(VolumeId volume, string hostName, ActionId? causedBy, DateTimeOffset now) => PipelineRun.Of(
        ReturnVolumePipeline, hostName, $"volume:{volume}",
        RunState.Write(new VolumeReturning { FormerVolumeId = volume, HostName = hostName, CausedBy = causedBy }),
        action: null, RunPriority.Scrub, now);

    private static PipelineRun Of<TState>(
        string pipeline, Droplet droplet, ResourceAction action, RunPriority priority, DateTimeOffset now, TState state)
        where TState : class => PipelineRun.Of(
            pipeline, droplet.HostName, $"{ResourceTypes.Droplet}:{droplet.Id}", RunState.Write(state), action.Id, priority, now);
}
