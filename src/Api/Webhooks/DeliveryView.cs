using CloudControl.Domain.Events;
using CloudControl.Domain.Webhooks;

namespace CloudControl.Api.Webhooks;

/// <summary>One message's way to a webhook, on the wire.</summary>
/// <param name="Id">The delivery's id.</param>
/// <param name="EventId">The <c>webhook-id</c> it is sent with.</param>
/// <param name="EventType">Such as <c>droplet.create.completed</c>.</param>
/// <param name="Status"><c>pending</c>, <c>delivered</c> or <c>failed</c>.</param>
/// <param name="Attempts">Attempts made.</param>
/// <param name="NextAttemptAt">Null unless pending.</param>
/// <param name="LastStatusCode">HTTP status of the last answer; null when none came.</param>
/// <param name="LastError">Why the last attempt failed; null when it did not.</param>
/// <param name="CreatedAt">When the event happened, or the test was asked for.</param>
/// <param name="EndedAt">When it was delivered or given up; null while pending.</param>
public sealed record DeliveryView(
    Guid Id, string EventId, string EventType, string Status, int Attempts, DateTimeOffset? NextAttemptAt, int? LastStatusCode,
    string? LastError, DateTimeOffset CreatedAt, DateTimeOffset? EndedAt)
{
    public static DeliveryView Of(WebhookDelivery delivery) => new(
        delivery.Id, CloudEvent.NameOf(delivery.EventPublicId), delivery.EventType, StatusOf(delivery.Status), delivery.Attempts,
        delivery.Status == DeliveryStatus.Pending ? delivery.DueAt : null, delivery.LastStatusCode, delivery.LastError, delivery.CreatedAt,
        delivery.EndedAt);

    private static string StatusOf(DeliveryStatus status) => status switch
    {
        DeliveryStatus.Pending => "pending",
        DeliveryStatus.Delivered => "delivered",
        DeliveryStatus.Failed => "failed",
        _ => throw new InvalidOperationException($"no spelling for the delivery status {status}"),
    };
}

/// <summary>The body of every answer about one delivery.</summary>
public sealed record DeliveryAnswer(DeliveryView Delivery);
