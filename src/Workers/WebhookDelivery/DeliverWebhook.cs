using System.Net;
using System.Security.Cryptography;
using CloudControl.Domain.Events;
using CloudControl.Domain.Webhooks;
using CloudControl.Infrastructure.Secrets;
using Delivery = CloudControl.Domain.Webhooks.WebhookDelivery;

namespace CloudControl.Workers.WebhookDelivery;

/// <summary>One attempt at one delivery: look it up, send it, write down what came of it.</summary>
public sealed class DeliverWebhook(
    DeliveryQueue queue, WebhookSender sender, RetrySchedule schedule, WebhookDeliveryOptions options, SecretSeal seal, TimeProvider clock,
    ILogger<DeliverWebhook> log)
{
    private const string WasDisabled = "the webhook is disabled";
    private const string ReceiverGone = "the receiver answered 410: it is gone for good";

    /// <returns>Whether the receiver took it, or nothing was to be sent.</returns>
    public async Task<bool> RunAsync(DeliveryClaim claim, CancellationToken ct)
    {
        var began = clock.GetTimestamp();
        DateTimeOffset Now() => claim.Until - options.Lease + clock.GetElapsedTime(began);     // as the database has it
        if (await queue.FindAsync(claim, ct) is not var (delivery, webhook))
        {
            return true;
        }

        if (!webhook.Enabled)
        {
            await queue.SettleAsync(claim, (d, _) => d.GiveUp(WasDisabled, Now()), ct);
            return true;
        }

        var secrets = OpenSecretsOf(webhook, Now());
        var message = new WebhookMessage(new Uri(webhook.Url), CloudEvent.NameOf(delivery.EventPublicId), delivery.Body, secrets);
        var result = await sender.SendAsync(message, ct);

        // Not cancelled with the worker: the receiver has answered, and an answer not written down is a message sent twice.
        if (!await queue.SettleAsync(claim, (d, w) => Settle(d, w, result, Now()), CancellationToken.None))
        {
            log.LogWarning("delivery {Delivery}: the claim had run out when its answer came; it may be sent twice", claim.Id);
        }

        return result.Error is null;
    }

    /// <exception cref="CryptographicException">The current one does not open: nothing can be sent, for which the receiver is not to blame.</exception>
    private List<string> OpenSecretsOf(Webhook webhook, DateTimeOffset now)
    {
        var secrets = webhook.SigningSecretsAt(now).Select(stored => seal.Open(stored, webhook.Id)).ToList();
        return secrets[0] is null
            ? throw new CryptographicException($"the secret of webhook {webhook.Id} is sealed with a key that {SecretSeal.Setting} does not have")
            : [.. secrets.OfType<string>()];
    }

    private void Settle(Delivery delivery, Webhook webhook, AttemptResult result, DateTimeOffset now)
    {
        if (result.Error is null)
        {
            delivery.Deliver(result.StatusCode!.Value, now);
            webhook.Reach();
        }
        else if (result.StatusCode == (int)HttpStatusCode.Gone)
        {
            delivery.Miss(result.StatusCode, ReceiverGone, dueAt: null, now);
            webhook.Disable(ReceiverGone, now);
        }
        else
        {
            var next = schedule.Next(delivery.Attempts + 1, now, result.RetryAfter, Random.Shared.NextDouble());
            delivery.Miss(result.StatusCode, result.Error, next, now);
            webhook.Miss(options.DisableAfter, options.LeastFailures, now);
        }
    }
}
