using CloudControl.Domain.Actions;
using CloudControl.Domain.Droplets;
using CloudControl.Domain.Events;
using CloudControl.Domain.ReservedIps;
using CloudControl.Domain.Storage;

namespace CloudControl.Infrastructure.Events;

/// <summary>The events of a droplet's life. The action must have ended: its end is the event's.</summary>
public static class DropletEvents
{
    public static EventDraft CreateCompleted(Droplet droplet, ResourceAction action) =>
        Draft(EventTypes.DropletCreateCompleted, droplet, DataOf(droplet, action));

    public static EventDraft CreateFailed(Droplet droplet, ResourceAction action) =>
        Draft(EventTypes.DropletCreateFailed, droplet, DataOf(droplet, action));

    /// <summary>Says with it what became of the disk.</summary>
    public static EventDraft DestroyCompleted(Droplet droplet, ResourceAction action, ScrubRecord scrub) =>
        Draft(EventTypes.DropletDestroyCompleted, droplet, DataOf(droplet, action) with
        {
            Scrub = ScrubSummary.Of(scrub),
        });

    /// <summary>Any action but create and destroy, ended well or badly.</summary>
    public static EventDraft ActionEnded(Droplet droplet, ResourceAction action) => Draft(TypeOf(action), droplet, DataOf(droplet, action));

    /// <summary>A reserved IP was assigned to the droplet, or taken from it, or neither: the action says which.</summary>
    public static EventDraft ReservedIpMoved(Droplet droplet, ReservedIp ip, ResourceAction action) => Draft(
        TypeOf(action), droplet, DataOf(droplet, action) with { ReservedIp = ip.Address });

    private static string TypeOf(ResourceAction action) => action.EndedAs(EventTypes.DropletActionCompleted, EventTypes.DropletActionErrored);

    private static EventDraft Draft(string type, Droplet droplet, DropletEventData data) =>
        new(droplet.AccountId, type, ResourceTypes.Droplet, droplet.Id.ToString(), data);

    private static DropletEventData DataOf(Droplet droplet, ResourceAction action) => new(
        droplet.Id.Value, droplet.Name, droplet.RegionSlug, droplet.SizeSlug, action.Id.Value, action.Type, action.End(),
        droplet.PublicAddress, ActionErrorData.Of(action), VolumeId: action.VolumeId?.Value);
}
