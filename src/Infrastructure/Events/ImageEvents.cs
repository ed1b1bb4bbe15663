using CloudControl.Domain.Accounts;
using CloudControl.Domain.Actions;
using CloudControl.Domain.Events;
using CloudControl.Domain.Images;

namespace CloudControl.Infrastructure.Events;

/// <summary>The events of an image's life that are no droplet's. The action must have ended: its end is the event's.</summary>
public static class ImageEvents
{
    public static EventDraft ActionEnded(AccountId account, ImageId image, ResourceAction action) => new(
        account, action.EndedAs(EventTypes.ImageActionCompleted, EventTypes.ImageActionErrored), ResourceTypes.Image, image.ToString(),
        new ImageEventData(image.Value, action.RegionSlug, action.Id.Value, action.Type, action.End(), ActionErrorData.Of(action)));
}

/// <summary>What receivers are told of an image. The error is left out unless the action failed.</summary>
public sealed record ImageEventData(
    long ImageId, string Region, long ActionId, string ActionType, DateTimeOffset CompletedAt, ActionErrorData? Error = null);
