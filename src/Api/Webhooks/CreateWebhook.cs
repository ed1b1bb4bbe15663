using CloudControl.Api.Document;
using CloudControl.Api.Http;
using CloudControl.Domain.Webhooks;
using CloudControl.Infrastructure.Persistence;
using CloudControl.Infrastructure.Secrets;
using CloudControl.Infrastructure.Webhooks;
using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.Webhooks;

/// <summary>POST /v2/webhooks: registers a receiver and answers with its secret, which is never shown again.</summary>
public static class CreateWebhook
{
    /// <summary>Where to send, and what; no types means all.</summary>
    [BodyExample("a receiver of all ends", """{"url": "https://receiver.example.com/hook", "event_types": ["droplet.action.completed", "droplet.action.errored"]}""")]
    public sealed record Request(string? Url, IReadOnlyList<string>? EventTypes);

    public static async Task<Results<Created<WebhookAnswer>, ErrorResult>> HandleAsync(
        Request request, Caller caller, CloudControlDb db, ReceiverGuard guard, SecretSeal seal, TimeProvider clock, CancellationToken ct)
    {
        var judged = await guard.JudgeAsync(request.Url!, ct);
        if (judged.Error is { } refused)
        {
            return new ErrorResult(refused);
        }

        // The account's row is the lock: two registrations at once must not both be the last one allowed.
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await db.LockAccountAsync(caller.AccountId, ct);
        if (await db.Webhooks.CountAsync(w => w.AccountId == caller.AccountId, ct) >= Webhook.MaximumPerAccount)
        {
            return new ErrorResult(new TooManyWebhooks());
        }

        var webhook = Webhook.Register(
            caller.AccountId, judged.Value!.AbsoluteUri, WebhookRules.WithoutRepetitions(request.EventTypes), clock.GetUtcNow());
        var secret = webhook.Secret;
        webhook.KeepSecretsAs(stored => seal.Close(stored, webhook.Id));
        db.Add(webhook);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return TypedResults.Created($"/v2/webhooks/{webhook.Id}", new WebhookAnswer(WebhookView.WithSecret(webhook, secret)));
    }

    internal sealed class Validator : AbstractValidator<Request>
    {
        public Validator()
        {
            RuleFor(r => r.Url).NotEmpty().WithMessage("url is missing.");
            RuleForEach(r => r.EventTypes).IsKnownEventType();
        }
    }
}
