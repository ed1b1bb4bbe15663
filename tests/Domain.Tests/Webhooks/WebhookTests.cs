using CloudControl.Domain.Accounts;
using CloudControl.Domain.Events;
using CloudControl.Domain.Webhooks;

namespace CloudControl.Domain.Tests.Webhooks;

public sealed class WebhookTests
{
    private static readonly DateTimeOffset Now = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly Webhook webhook = Webhook.Register(AccountId.New(), "https://example.com/", [EventTypes.DropletDestroyCompleted], Now);

    [Fact]
    public void A_secret_is_32_random_bytes_in_the_standard_spelling()
    {
        Assert.StartsWith("whsec_", webhook.Secret, StringComparison.Ordinal);
        Assert.Equal(32, Convert.FromBase64String(webhook.Secret["whsec_".Length..]).Length);
    }

    [Fact]
    public void After_a_rotation_both_secrets_sign_for_a_day()
    {
        var former = webhook.Secret;
        webhook.RotateSecret(Now);
        Assert.Equal([webhook.Secret, former], webhook.SigningSecretsAt(Now.AddHours(23)));
        Assert.Equal([webhook.Secret], webhook.SigningSecretsAt(Now.AddHours(24)));
    }

    [Fact]
    public void A_webhook_is_told_what_it_asked_for_while_it_is_enabled()
    {
        Assert.True(webhook.Wants(EventTypes.DropletDestroyCompleted));
        Assert.False(webhook.Wants(EventTypes.ScrubCompleted));
        webhook.Disable("gone");
        Assert.False(webhook.Wants(EventTypes.DropletDestroyCompleted));
    }
}
