using CloudControl.Domain.Events;
using CloudControl.Domain.Webhooks;

namespace CloudControl.Infrastructure.Events;

/// <summary>The events of webhooks themselves.</summary>
public static class WebhookEvents
{
    private const string ResourceType = "webhook";

    /// <summary>We disabled it. Recorded once the row says so, so that it is not itself sent the news.</summary>
    /// <exception cref="InvalidOperationException">It is enabled.</exception>
    public static EventDraft Disabled(Webhook webhook) => webhook.DisabledAt is { } at
        ? new EventDraft(
            webhook.AccountId, EventTypes.WebhookDisabled, ResourceType, webhook.Id.ToString(),
            new WebhookDisabledData(webhook.Id.Value, webhook.DisabledReason, webhook.FailingSince, at))
        : throw new InvalidOperationException($"recording that webhook {webhook.Id} is disabled, which it is not");

    /// <summary>What receivers are told: never the address, which may hold a secret of its own.</summary>
    private sealed record WebhookDisabledData(Guid WebhookId, string? Reason, DateTimeOffset? FailingSince, DateTimeOffset DisabledAt);
}
