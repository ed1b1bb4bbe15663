using System.Security.Cryptography;
using CloudControl.Domain.Accounts;

namespace CloudControl.Domain.Webhooks;

/// <summary>Names a customer's webhook.</summary>
public readonly record struct WebhookId(Guid Value)
{
    public static WebhookId New() => new(Guid.CreateVersion7());

    public override string ToString() => Value.ToString();
}

/// <summary>An address that is told of events, and the secret its messages are signed with.</summary>
public sealed class Webhook
{
    /// <summary>What a secret starts with (Standard Webhooks).</summary>
    public const string SecretPrefix = "whsec_";

    /// <summary>Longest address, in characters.</summary>
    public const int MaximumUrlLength = 2048;

    /// <summary>Webhooks one account may have.</summary>
    public const int MaximumPerAccount = 50;

    /// <summary>
    /// After so long without an attempt nobody knows whether the receiver was down all the time: the next failure is the first. Longer
    /// than any pause between two attempts at one delivery.
    /// </summary>
    public static readonly TimeSpan LongestSilence = TimeSpan.FromDays(2);

    /// <summary>How long the former secret still signs after a rotation.</summary>
    public static readonly TimeSpan RotationOverlap = TimeSpan.FromHours(24);

    private const int SecretBytes = 32;

    private Webhook()
    {
    }

    public WebhookId Id { get; private init; }

    public AccountId AccountId { get; private init; }

    public string Url { get; private set; } = "";

    /// <summary>The event types it is told of; empty means all.</summary>
    public IReadOnlyList<string> EventTypes { get; private set; } = [];

    public bool Enabled { get; private set; } = true;

    /// <summary>Why it was disabled by us; null when its owner did it or it is enabled.</summary>
    public string? DisabledReason { get; private set; }

    /// <summary>Since when it is disabled; null exactly when it is enabled.</summary>
    public DateTimeOffset? DisabledAt { get; private set; }

    /// <summary>The first failed attempt after which none arrived; null when the last one arrived or none was made.</summary>
    public DateTimeOffset? FailingSince { get; private set; }

    /// <summary>Attempts that failed since then.</summary>
    public int FailuresInRow { get; private set; }

    /// <summary>The last of them.</summary>
    public DateTimeOffset? LastFailedAt { get; private set; }

    /// <summary><c>whsec_</c> and 32 random bytes in base64, shown once; or, once it was stored, sealed. Needed in the clear to sign.</summary>
    public string Secret { get; private set; } = "";

    /// <summary>The secret before the last rotation; signs too until <see cref="FormerSecretUntil"/>.</summary>
    public string? FormerSecret { get; private set; }

    public DateTimeOffset? FormerSecretUntil { get; private set; }

    public DateTimeOffset CreatedAt { get; private init; }

    public static Webhook Register(AccountId account, string url, IReadOnlyList<string> eventTypes, DateTimeOffset now) => new()
    {
        Id = WebhookId.New(),
        AccountId = account,
        Url = url,
        EventTypes = eventTypes,
        Secret = NewSecret(),
        CreatedAt = now,
    };

    public bool Wants(string eventType) => Enabled && (EventTypes.Count == 0 || EventTypes.Contains(eventType));

    public void PointAt(string url) => Url = url;

    public void Subscribe(IReadOnlyList<string> eventTypes) => EventTypes = eventTypes;

    /// <summary>Messages are sent again. Its failures are forgotten: it gets the whole patience once more.</summary>
    public void Enable()
    {
        (Enabled, DisabledReason, DisabledAt) = (true, null, null);
        Reach();
    }

    /// <summary>Ends the sending. One that is disabled already keeps its reason and time.</summary>
    /// <param name="reason">Why, for its owner; null when its owner asks for it.</param>
    /// <param name="now">When.</param>
    public void Disable(string? reason, DateTimeOffset now)
    {
        if (Enabled)
        {
            (Enabled, DisabledReason, DisabledAt) = (false, reason, now);
        }
    }

    /// <summary>An attempt arrived: whatever failed before does not count any more.</summary>
    public void Reach() => (FailingSince, FailuresInRow, LastFailedAt) = (null, 0, null);

    /// <summary>
    /// An attempt failed. When all have failed for <paramref name="patience"/>, without a silence longer than <see cref="LongestSilence"/>,
    /// and there were <paramref name="leastFailures"/> of them, the webhook is disabled.
    /// </summary>
    public void Miss(TimeSpan patience, int leastFailures, DateTimeOffset now)
    {
        if (now - LastFailedAt > LongestSilence)
        {
            Reach();
        }

        (FailingSince, FailuresInRow, LastFailedAt) = (FailingSince ?? now, FailuresInRow + 1, now);
        if (now - FailingSince >= patience && FailuresInRow >= leastFailures)
        {
            Disable($"every attempt has failed since {FailingSince:yyyy-MM-dd'T'HH:mm:ss'Z'}", now);
        }
    }

    /// <summary>Makes a new secret; messages carry both signatures for <see cref="RotationOverlap"/>.</summary>
    public string RotateSecret(DateTimeOffset now)
    {
        (FormerSecret, FormerSecretUntil, Secret) = (Secret, now + RotationOverlap, NewSecret());
        return Secret;
    }

    /// <summary>Puts what is to be stored in the place of each secret.</summary>
    public void KeepSecretsAs(Func<string, string> stored) => (Secret, FormerSecret) = (stored(Secret), FormerSecret is null ? null : stored(FormerSecret));

    /// <summary>The secrets that sign a message now, the current one first.</summary>
    public IEnumerable<string> SigningSecretsAt(DateTimeOffset now)
    {
        yield return Secret;
        if (FormerSecret is { } former && FormerSecretUntil > now)
        {
            yield return former;
        }
    }

    private static string NewSecret() => SecretPrefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(SecretBytes));
}
