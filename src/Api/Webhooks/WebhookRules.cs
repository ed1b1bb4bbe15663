using CloudControl.Api.Http;
using CloudControl.Domain.Events;
using CloudControl.Domain.Webhooks;
using CloudControl.Infrastructure.Persistence;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.Webhooks;

/// <summary>What the operations on webhooks share.</summary>
internal static class WebhookRules
{
    /// <summary>The caller's webhook of this id; null when there is none, or it is somebody else's.</summary>
    public static Task<Webhook?> FindWebhookAsync(this CloudControlDb db, Guid id, Caller caller, CancellationToken ct) =>
        db.Webhooks.SingleOrDefaultAsync(w => w.Id == new WebhookId(id) && w.AccountId == caller.AccountId, ct);

    public static void IsKnownEventType<T>(this IRuleBuilder<T, string> rule) => rule
        .Must(type => EventTypes.All.Contains(type))
        .WithMessage($"event_types holds an unknown type; known are {string.Join(", ", EventTypes.All)}.");

    /// <summary>Each type once, in the order they were given.</summary>
    public static IReadOnlyList<string> WithoutRepetitions(IReadOnlyList<string>? types) => [.. (types ?? []).Distinct()];
}
