using CloudControl.Api.Http;
using CloudControl.Domain.Webhooks;
using CloudControl.Infrastructure.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.Webhooks;

/// <summary>
/// POST /v2/webhooks/{id}/deliveries/{id}/redeliver: sends a message once more, with the id it had, whether it arrived before, was
/// given up or is waiting for its next attempt.
/// </summary>
public static class RedeliverMessage
{
    public static async Task<Results<Accepted<DeliveryAnswer>, ErrorResult>> HandleAsync(
        Guid id, Guid deliveryId, Caller caller, CloudControlDb db, TimeProvider clock, CancellationToken ct)
    {
        if (await db.FindWebhookAsync(id, caller, ct) is not { } webhook)
        {
            return new ErrorResult(new WebhookNotFound());
        }

        if (!webhook.Enabled)
        {
            return new ErrorResult(new WebhookDisabled());
        }

        if (await db.WebhookDeliveries.SingleOrDefaultAsync(d => d.Id == deliveryId && d.WebhookId == webhook.Id, ct) is not { } delivery)
        {
            return new ErrorResult(new DeliveryNotFound());
        }

        delivery.Redeliver(clock.GetUtcNow());
        await db.SaveChangesAsync(ct);
        return TypedResults.Accepted((string?)null, new DeliveryAnswer(DeliveryView.Of(delivery)));
    }
}
