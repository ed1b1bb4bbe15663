using System.Globalization;
using CloudControl.Domain.Webhooks;
using CloudControl.Infrastructure.Webhooks;

namespace CloudControl.Infrastructure.Tests.Webhooks;

public sealed class OutsideReceiverTests
{
    private const string Body = """{"type":"droplet.destroy.completed","timestamp":"2026-03-01T12:00:00.000Z","data":{"name":"zürich-1"}}""";

    [Fact]
    public async Task The_package_standardwebhooks_accepts_our_messages_and_refuses_each_with_one_bit_changed()
    {
        // Now, because the package refuses messages that are old.
        var message = Sign(WebhookSignatureTests.NewWebhook(), DateTimeOffset.UtcNow);
        var signatureStart = "v1,".Length;
        var body = Enumerable.Range(0, Body.Length * 7).Select(bit =>
            message with { Body = WebhookSignatureTests.WithBitFlipped(Body, bit) });
        var signature = Enumerable.Range(signatureStart * 7, (message.Signature.Length - signatureStart) * 7).Select(bit =>
            message with { Signature = WebhookSignatureTests.WithBitFlipped(message.Signature, bit) });
        var id = message with { Id = WebhookSignatureTests.WithBitFlipped(message.Id, 30) };
        var time = message with { Timestamp = (long.Parse(message.Timestamp, CultureInfo.InvariantCulture) ^ 1).ToString(CultureInfo.InvariantCulture) };
        ReceivedMessage[] changed = [.. body, .. signature, id, time];

        var accepted = await OutsideReceiver.AcceptsAsync([message, .. changed], TestContext.Current.CancellationToken);

        Assert.True(accepted[0]);
        Assert.Empty(changed.Where((_, i) => accepted[i + 1]));
    }

    [Fact]
    public async Task While_a_secret_is_rotated_the_package_accepts_with_either_secret_and_with_no_third()
    {
        var webhook = WebhookSignatureTests.NewWebhook();
        var former = webhook.Secret;
        webhook.RotateSecret(DateTimeOffset.UtcNow);
        var message = Sign(webhook, DateTimeOffset.UtcNow);

        var accepted = await OutsideReceiver.AcceptsAsync(
            [message, message with { Secret = former }, message with { Secret = WebhookSignatureTests.NewWebhook().Secret }],
            TestContext.Current.CancellationToken);

        Assert.Equal([true, true, false], accepted);
    }

    private static ReceivedMessage Sign(Webhook webhook, DateTimeOffset now)
    {
        var id = "evt_" + Guid.CreateVersion7().ToString("n");
        var timestamp = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var signature = WebhookSignature.HeaderOf(id, now, Body, webhook.SigningSecretsAt(now));
        return new ReceivedMessage(id, timestamp, signature, Body, webhook.Secret);
    }
}
