using CloudControl.Domain.Accounts;
using CloudControl.Domain.Events;
using CloudControl.Domain.Webhooks;

namespace CloudControl.Domain.Tests.Webhooks;

public sealed class WebhookTests
{
    private static readonly DateTimeOffset Now = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Patience = TimeSpan.FromDays(5);
    private const int LeastFailures = 10;
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
        webhook.Disable("gone", Now);
        Assert.False(webhook.Wants(EventTypes.DropletDestroyCompleted));
    }

    [Fact]
    public void A_webhook_is_disabled_when_every_attempt_failed_for_as_long_as_patience_lasts_and_not_before()
    {
        MissHalfDaily(until: Now.Add(Patience).AddTicks(-1));
        Assert.True(webhook.Enabled);

        webhook.Miss(Patience, LeastFailures, Now.Add(Patience));
        Assert.Equal((false, Now, Now.Add(Patience)), (webhook.Enabled, webhook.FailingSince, webhook.DisabledAt));
        Assert.Equal("every attempt has failed since 2030-01-01T12:00:00Z", webhook.DisabledReason);
    }

    [Fact]
    public void An_attempt_that_arrives_starts_the_time_anew()
    {
        MissHalfDaily(until: Now.Add(Patience).AddTicks(-1));
        webhook.Reach();
        webhook.Miss(Patience, LeastFailures, Now.Add(Patience));
        Assert.Equal((true, Now.Add(Patience)), (webhook.Enabled, webhook.FailingSince));
    }

    [Fact]
    public void A_webhook_enabled_again_has_the_whole_patience_before_it()
    {
        MissHalfDaily(until: Now.Add(Patience));
        Assert.False(webhook.Enabled);
        webhook.Enable();
        Assert.Equal((null, null, null), (webhook.DisabledReason, webhook.DisabledAt, webhook.FailingSince));

        webhook.Miss(Patience, LeastFailures, Now.Add(Patience));
        Assert.True(webhook.Enabled);
    }

    [Fact]
    public void Two_failures_five_days_apart_say_nothing_of_the_time_between()
    {
        webhook.Miss(Patience, leastFailures: 2, Now);
        webhook.Miss(Patience, leastFailures: 2, Now.Add(Patience));
        Assert.Equal((true, Now.Add(Patience), 1), (webhook.Enabled, webhook.FailingSince, webhook.FailuresInRow));
    }

    [Fact]
    public void Few_failures_are_not_enough_however_long_they_take()
    {
        for (var day = 0; day <= 6; day++)
        {
            webhook.Miss(Patience, LeastFailures, Now.AddDays(day));
        }

        Assert.True(webhook.Enabled);
        for (var day = 7; webhook.Enabled; day++)
        {
            webhook.Miss(Patience, LeastFailures, Now.AddDays(day));
        }

        Assert.Equal((LeastFailures, Now), (webhook.FailuresInRow, webhook.FailingSince));
    }

    [Fact]
    public void A_webhook_disabled_by_us_keeps_its_reason_when_its_owner_disables_it_too()
    {
        webhook.Disable("gone", Now);
        webhook.Disable(reason: null, Now.AddDays(1));
        Assert.Equal(("gone", Now), (webhook.DisabledReason, webhook.DisabledAt));
    }

    private void MissHalfDaily(DateTimeOffset until)
    {
        for (var at = Now; at < until; at = at.AddHours(12))
        {
            webhook.Miss(Patience, LeastFailures, at);
        }

        webhook.Miss(Patience, LeastFailures, until);
    }
}
