namespace CloudControl.Domain.Webhooks;

/// <summary>Where a delivery stands.</summary>
public enum DeliveryStatus
{
    Pending,
    Delivered,
    Failed,
}

/// <summary>One event on its way to one webhook. Written with the event; delivered at least once, or given up after days.</summary>
public sealed class WebhookDelivery
{
    private WebhookDelivery()
    {
    }

    public Guid Id { get; private init; }

    public WebhookId WebhookId { get; private init; }

    /// <summary>The event's <c>PublicId</c>; also the message's <c>webhook-id</c>, the same over all retries.</summary>
    public Guid EventPublicId { get; private init; }

    public string EventType { get; private init; } = "";

    /// <summary>The exact text that is signed and sent, on every attempt: JSON.</summary>
    public string Body { get; private init; } = "";

    public DeliveryStatus Status { get; private set; } = DeliveryStatus.Pending;

    /// <summary>Attempts made.</summary>
    public int Attempts { get; private set; }

    /// <summary>Not before this.</summary>
    public DateTimeOffset DueAt { get; private set; }

    /// <summary>A sender has it until then; another may take it after.</summary>
    public DateTimeOffset? ClaimedUntil { get; private set; }

    /// <summary>HTTP status of the last answer; null when none came.</summary>
    public int? LastStatusCode { get; private set; }

    /// <summary>Why the last attempt failed, for the webhook's owner.</summary>
    public string? LastError { get; private set; }

    public DateTimeOffset CreatedAt { get; private init; }

    public DateTimeOffset? EndedAt { get; private set; }

    public static WebhookDelivery Of(WebhookId webhook, Guid eventPublicId, string eventType, string body, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(),
        WebhookId = webhook,
        EventPublicId = eventPublicId,
        EventType = eventType,
        Body = body,
        DueAt = now,
        CreatedAt = now,
    };

    /// <summary>The receiver took it.</summary>
    public void Deliver(int statusCode, DateTimeOffset now)
    {
        (Status, LastStatusCode, LastError, ClaimedUntil, EndedAt) = (DeliveryStatus.Delivered, statusCode, null, null, now);
        Attempts++;
    }

    /// <summary>It did not arrive; try again at <paramref name="dueAt"/>, or never when null.</summary>
    public void Miss(int? statusCode, string error, DateTimeOffset? dueAt, DateTimeOffset now)
    {
        (LastStatusCode, LastError, ClaimedUntil) = (statusCode, error, null);
        Attempts++;
        if (dueAt is { } due)
        {
            DueAt = due;
        }
        else
        {
            (Status, EndedAt) = (DeliveryStatus.Failed, now);
        }
    }

    /// <summary>It will not be tried (again): there is nobody to send it to.</summary>
    public void GiveUp(string why, DateTimeOffset now) =>
        (Status, LastError, ClaimedUntil, EndedAt) = (DeliveryStatus.Failed, why, null, now);

    /// <summary>Its owner asks for it once more.</summary>
    public void Redeliver(DateTimeOffset now) => (Status, DueAt, EndedAt) = (DeliveryStatus.Pending, now, null);
}
