using CloudControl.Api.Http;
using CloudControl.Domain.Webhooks;
using CloudControl.Infrastructure.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.Webhooks;

/// <summary>GET /v2/webhooks/{id}/deliveries: what was sent, is being sent and was given up, newest first.</summary>
public static class ListDeliveries
{
    /// <summary>One page of them.</summary>
    public sealed record Response(IReadOnlyList<DeliveryView> Deliveries, ListLinks Links, ListMeta Meta);

    public static async Task<Results<Ok<Response>, ErrorResult>> HandleAsync(
        Guid id, PageRequest page, HttpRequest request, Caller caller, CloudControlDb db, CancellationToken ct)
    {
        if (await db.FindWebhookAsync(id, caller, ct) is not { } webhook)
        {
            return new ErrorResult(new WebhookNotFound());
        }

        var deliveries = await page.ReadAsync(
            db.WebhookDeliveries.AsNoTracking().Where(d => d.WebhookId == webhook.Id)
                .OrderByDescending(d => d.CreatedAt).ThenByDescending(d => d.Id), ct);
        return TypedResults.Ok(new Response(
            [.. deliveries.Rows.Select(DeliveryView.Of)], ListLinks.Of(request, deliveries), new ListMeta(deliveries.Total)));
    }
}
