using System.Text.Json.Serialization;
using CloudControl.Domain.Webhooks;

namespace CloudControl.Api.Webhooks;

/// <summary>A webhook on the wire. Its secret is there only in the answer to whoever made it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Url">Where messages go.</param>
/// <param name="EventTypes">The types it is told of; empty means all.</param>
/// <param name="Enabled">Whether messages are sent.</param>
/// <param name="DisabledReason">Why we disabled it; null when we did not.</param>
/// <param name="FormerSecretUntil">Until when the secret before the last rotation signs too; null when there was none.</param>
/// <param name="CreatedAt">When it was registered.</param>
/// <param name="Secret">What its messages are signed with.</param>
public sealed record WebhookView(
    Guid Id, string Url, IReadOnlyList<string> EventTypes, bool Enabled, string? DisabledReason, DateTimeOffset? FormerSecretUntil,
    DateTimeOffset CreatedAt, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Secret = null)
{
    public static WebhookView Of(Webhook webhook) => new(
        webhook.Id.Value, webhook.Url, webhook.EventTypes, webhook.Enabled, webhook.DisabledReason, webhook.FormerSecretUntil, webhook.CreatedAt);

    public static WebhookView WithSecret(Webhook webhook) => Of(webhook) with { Secret = webhook.Secret };
}

/// <summary>The body of every answer about one webhook.</summary>
public sealed record WebhookAnswer(WebhookView Webhook);
