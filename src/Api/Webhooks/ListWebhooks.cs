using CloudControl.Api.Http;
using CloudControl.Infrastructure.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.Webhooks;

/// <summary>GET /v2/webhooks: the account's webhooks, oldest first, without their secrets.</summary>
public static class ListWebhooks
{
    /// <summary>One page of them.</summary>
    public sealed record Response(IReadOnlyList<WebhookView> Webhooks, ListLinks Links, ListMeta Meta);

    public static async Task<Ok<Response>> HandleAsync(
        PageRequest page, HttpRequest request, Caller caller, CloudControlDb db, CancellationToken ct)
    {
        var webhooks = await page.ReadAsync(
            db.Webhooks.AsNoTracking().Where(w => w.AccountId == caller.AccountId).OrderBy(w => w.CreatedAt).ThenBy(w => w.Id), ct);
        return TypedResults.Ok(new Response(
            [.. webhooks.Rows.Select(WebhookView.Of)], ListLinks.Of(request, webhooks), new ListMeta(webhooks.Total)));
    }
}
