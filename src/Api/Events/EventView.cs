using System.Text.Json;
using CloudControl.Domain.Events;
using CloudControl.Infrastructure.Events;

namespace CloudControl.Api.Events;

/// <summary>An event on the wire: what webhooks are told, and about what.</summary>
/// <param name="Id">Equal to the <c>webhook-id</c> of its deliveries.</param>
/// <param name="Type">Such as <c>droplet.create.completed</c>.</param>
/// <param name="Timestamp">When it became true.</param>
/// <param name="Sequence">Its number among the events of its resource: 1, 2, 3 …; a gap means that one was missed.</param>
/// <param name="Resource">What it is about.</param>
/// <param name="Data">As in the webhook's body.</param>
public sealed record EventView(string Id, string Type, DateTimeOffset Timestamp, long Sequence, EventResource Resource, JsonElement Data)
{
    public static EventView Of(CloudEvent happened) => new(
        CloudEvent.NameOf(happened.PublicId), happened.Type, happened.OccurredAt, happened.Sequence,
        new EventResource(happened.ResourceType, happened.ResourceId), JsonElement.Parse(happened.Data));
}
