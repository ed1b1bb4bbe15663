using System.Text.Json.Serialization;
using CloudControl.Domain.Webhooks;

namespace CloudControl.Api.Webhooks;

/// <summary>A webhook on the wire. Its secret is there only in the answer to whoever made it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Url">Where messages go.</param>
/// <param name="EventTypes">The types it is told of; empty means all.</param>
/// <param name="Enabled">Whether messages are sent.</param>
/// <param name="Status"><c>enabled</c>, <c>failing</c> (enabled, but the last attempt did not arrive) or <c>disabled</c>.</param>
/// <param name="DisabledReason">Why we disabled it; null when we did not.</param>
/// <param name="DisabledAt">Since when it is disabled; null when it is not.</param>
/// <param name="FailingSince">Since when no attempt has arrived; null when the last one did.</param>
/// <param name="FormerSecretUntil">Until when the secret before the last rotation signs too; null when there was none.</param>
/// <param name="CreatedAt">When it was registered.</param>
/// <param name="Secret">What its messages are signed with.</param>
public sealed record WebhookView(
    Guid Id, string Url, IReadOnlyList<string> EventTypes, bool Enabled, string Status, string? DisabledReason, DateTimeOffset? DisabledAt,
    DateTimeOffset? FailingSince, DateTimeOffset? FormerSecretUntil, DateTimeOffset CreatedAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Secret = null)
{
    public static WebhookView Of(Webhook webhook) => new(
        webhook.Id.Value, webhook.Url, webhook.EventTypes, webhook.Enabled, StatusOf(webhook), webhook.DisabledReason, webhook.DisabledAt,
        webhook.FailingSince, webhook.FormerSecretUntil, webhook.CreatedAt);

    /// <param name="webhook">Whose secret was just made.</param>
    /// <param name="secret">In the clear.</param>
    public static WebhookView WithSecret(Webhook webhook, string secret) => Of(webhook) with { Secret = secret };

    private static string StatusOf(Webhook webhook) => (webhook.Enabled, webhook.FailingSince) switch
    {
        (false, _) => "disabled",
        (true, not null) => "failing",
        (true, null) => "enabled",
    };
}

/// <summary>The body of every answer about one webhook.</summary>
public sealed record WebhookAnswer(WebhookView Webhook);
