using CloudControl.Api.Document;
using CloudControl.Api.Http;
using CloudControl.Domain.Webhooks;
using CloudControl.Infrastructure.Persistence;
using CloudControl.Infrastructure.Webhooks;
using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CloudControl.Api.Webhooks;

/// <summary>PATCH /v2/webhooks/{id}: changes what is given and leaves the rest. What is disabled gets no messages, not even later.</summary>
public static class ChangeWebhook
{
    /// <summary>Members that are absent or null stay as they are; an empty list of types means all.</summary>
    [BodyExample("a pause", """{"enabled": false}""")]
    public sealed record Request(string? Url, IReadOnlyList<string>? EventTypes, bool? Enabled);

    public static async Task<Results<Ok<WebhookAnswer>, ErrorResult>> HandleAsync(
        Guid id, Request request, Caller caller, CloudControlDb db, ReceiverGuard guard, TimeProvider clock, CancellationToken ct)
    {
        if (await db.FindWebhookAsync(id, caller, ct) is not { } webhook)
        {
            return new ErrorResult(new WebhookNotFound());
        }

        if (request.Url is { } url)
        {
            var judged = await guard.JudgeAsync(url, ct);
            if (judged.Error is { } refused)
            {
                return new ErrorResult(refused);
            }

            webhook.PointAt(judged.Value!.AbsoluteUri);
        }

        if (request.EventTypes is { } types)
        {
            webhook.Subscribe(WebhookRules.WithoutRepetitions(types));
        }

        if (request.Enabled == true)
        {
            webhook.Enable();
        }

        if (request.Enabled == false)
        {
            webhook.Disable(reason: null, clock.GetUtcNow());
        }

        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(new WebhookAnswer(WebhookView.Of(webhook)));
    }

    internal sealed class Validator : AbstractValidator<Request>
    {
        public Validator()
        {
            RuleFor(r => r.Url).Must(url => url is null || url.Length > 0).WithMessage("url is empty.");
            RuleForEach(r => r.EventTypes).IsKnownEventType();
        }
    }
}
