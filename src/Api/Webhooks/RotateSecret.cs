using CloudControl.Api.Http;
using CloudControl.Domain.Webhooks;
using CloudControl.Infrastructure.Persistence;
using CloudControl.Infrastructure.Secrets;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CloudControl.Api.Webhooks;

/// <summary>
/// POST /v2/webhooks/{id}/rotate_secret: answers with a new secret. Messages carry a signature of the former one too until
/// <c>former_secret_until</c>, so that a receiver can change over at any moment in between.
/// </summary>
public static class RotateSecret
{
    public static async Task<Results<Ok<WebhookAnswer>, ErrorResult>> HandleAsync(
        Guid id, Caller caller, CloudControlDb db, SecretSeal seal, TimeProvider clock, CancellationToken ct)
    {
        if (await db.FindWebhookAsync(id, caller, ct) is not { } webhook)
        {
            return new ErrorResult(new WebhookNotFound());
        }

        var secret = webhook.RotateSecret(clock.GetUtcNow());
        webhook.KeepSecretsAs(stored => seal.Close(stored, webhook.Id));
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(new WebhookAnswer(WebhookView.WithSecret(webhook, secret)));
    }
}
