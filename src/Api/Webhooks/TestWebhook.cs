using System.Text.Json;
using CloudControl.Api.Http;
using CloudControl.Domain.Events;
using CloudControl.Domain.Webhooks;
using CloudControl.Infrastructure.Events;
using CloudControl.Infrastructure.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CloudControl.Api.Webhooks;

/// <summary>
/// POST /v2/webhooks/{id}/test: sends a message of type <c>webhook.test</c> to this webhook, whatever it subscribed to, the way real
/// ones go. Nothing happened, so the feed of events does not tell of it.
/// </summary>
public static class TestWebhook
{
    public static async Task<Results<Accepted<DeliveryAnswer>, ErrorResult>> HandleAsync(
        Guid id, Caller caller, CloudControlDb db, TimeProvider clock, CancellationToken ct)
    {
        if (await db.FindWebhookAsync(id, caller, ct) is not { } webhook)
        {
            return new ErrorResult(new WebhookNotFound());
        }

        if (!webhook.Enabled)
        {
            return new ErrorResult(new WebhookDisabled());
        }

        var now = clock.GetUtcNow();
        var data = JsonSerializer.SerializeToElement(new TestData(id), EventJson.Options);
        var delivery = WebhookDelivery.Of(
            webhook.Id, Guid.CreateVersion7(), EventTypes.WebhookTest, EventLog.BodyOf(EventTypes.WebhookTest, now, data), now);
        db.Add(delivery);
        await db.SaveChangesAsync(ct);
        return TypedResults.Accepted((string?)null, new DeliveryAnswer(DeliveryView.Of(delivery)));
    }

    private sealed record TestData(Guid WebhookId);
}
