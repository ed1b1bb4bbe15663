using CloudControl.Api.Http;
using CloudControl.Domain.Webhooks;
using CloudControl.Infrastructure.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CloudControl.Api.Webhooks;

/// <summary>GET /v2/webhooks/{id}.</summary>
public static class GetWebhook
{
    public static async Task<Results<Ok<WebhookAnswer>, ErrorResult>> HandleAsync(Guid id, Caller caller, CloudControlDb db, CancellationToken ct) =>
        await db.FindWebhookAsync(id, caller, ct) is { } webhook
            ? TypedResults.Ok(new WebhookAnswer(WebhookView.Of(webhook)))
            : new ErrorResult(new WebhookNotFound());
}
