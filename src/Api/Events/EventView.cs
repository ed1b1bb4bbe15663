using System.Text.Json;
using CloudControl.Domain.Events;

namespace CloudControl.Api.Events;

/// <summary>An event on the wire: what webhooks are told, and about what.</summary>
/// <param name="Id">Equal to the <c>webhook-id</c> of its deliveries.</param>
/// <param name="Type">Such as <c>droplet.create.completed</c>.</param>
/// <param name="Timestamp">When it became true.</param>
/// <param name="ResourceType">Such as <c>droplet</c>.</param>
/// <param name="ResourceId">The resource's id, as text.</param>
/// <param name="Data">As in the webhook's body.</param>
public sealed record EventView(string Id, string Type, DateTimeOffset Timestamp, string ResourceType, string ResourceId, JsonElement Data)
{
    public static EventView Of(CloudEvent happened) => new(
        CloudEvent.NameOf(happened.PublicId), happened.Type, happened.OccurredAt, happened.ResourceType, happened.ResourceId,
        JsonElement.Parse(happened.Data));
}
