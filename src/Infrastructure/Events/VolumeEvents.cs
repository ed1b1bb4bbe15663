using CloudControl.Domain.Actions;
using CloudControl.Domain.BlockVolumes;
using CloudControl.Domain.Events;
using CloudControl.Domain.Storage;

namespace CloudControl.Infrastructure.Events;

/// <summary>The events of a block volume's life. The action must have ended: its end is the event's.</summary>
public static class VolumeEvents
{
    public static EventDraft CreateCompleted(BlockVolume volume, ResourceAction action) =>
        Draft(EventTypes.VolumeCreateCompleted, volume, DataOf(volume, action));

    public static EventDraft CreateFailed(BlockVolume volume, ResourceAction action) =>
        Draft(EventTypes.VolumeCreateFailed, volume, DataOf(volume, action));

    /// <summary>Any action but create and destroy, ended well or badly.</summary>
    public static EventDraft ActionEnded(BlockVolume volume, ResourceAction action) => Draft(
        action.EndedAs(EventTypes.VolumeActionCompleted, EventTypes.VolumeActionErrored), volume, DataOf(volume, action));

    /// <summary>A snapshot of the volume was taken, or came to nothing.</summary>
    public static EventDraft SnapshotEnded(BlockVolume volume, VolumeSnapshot snapshot, ResourceAction action) => Draft(
        action.EndedAs(EventTypes.VolumeActionCompleted, EventTypes.VolumeActionErrored), volume,
        DataOf(volume, action) with { SnapshotId = snapshot.Id.Value });

    /// <summary>Says with it what became of the disk.</summary>
    public static EventDraft DestroyCompleted(BlockVolume volume, ResourceAction action, ScrubRecord scrub) =>
        Draft(EventTypes.VolumeDestroyCompleted, volume, DataOf(volume, action) with { Scrub = ScrubSummary.Of(scrub) });

    private static EventDraft Draft(string type, BlockVolume volume, VolumeEventData data) =>
        new(volume.AccountId, type, ResourceTypes.Volume, volume.Id.Value.ToString(), data);

    private static VolumeEventData DataOf(BlockVolume volume, ResourceAction action) => new(
        volume.Id.Value, volume.Name, volume.RegionSlug, volume.SizeGib, action.Id.Value, action.Type, action.End(),
        Error: ActionErrorData.Of(action));
}

/// <summary>
/// What receivers are told of a block volume. The scrub is left out unless the volume was destroyed, the error unless the action failed, the
/// snapshot unless one was to be taken.
/// </summary>
public sealed record VolumeEventData(
    Guid VolumeId, string Name, string Region, int SizeGigabytes, long ActionId, string ActionType, DateTimeOffset CompletedAt, ScrubSummary? Scrub = null,
    ActionErrorData? Error = null, Guid? SnapshotId = null);
