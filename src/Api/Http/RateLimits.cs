using System.Collections.Concurrent;
using System.Globalization;
using CloudControl.Domain.Accounts;
using CloudControl.Infrastructure.RateLimiting;
using Microsoft.AspNetCore.Authorization;

namespace CloudControl.Api.Http;

/// <summary>
/// Fixed windows of one hour and one minute per token, shared by all API processes through PostgreSQL: never more requests than the
/// limits get through, and a few less when several processes hold leases they do not use. Every answer says what is left in
/// <c>ratelimit-limit</c>, <c>-remaining</c> and <c>-reset</c>; a 429 also says how long to wait, without which droplet_kit does not.
/// </summary>
public sealed class RateLimits(RateLimitSettings settings, BudgetLeases leases, TimeProvider clock)
{
    /// <summary>Tokens remembered at one time. At more, all are forgotten: what they had leased and not used, they have lost.</summary>
    private const int MaximumShares = 100_000;

    private readonly ConcurrentDictionary<TokenId, TokenShare> shares = new();
    private readonly LocalCounts counts = new(settings);

    /// <summary>Whether too many requests are refused; they are always counted.</summary>
    private bool IsOn => settings.Enabled ?? true;

    /// <summary>Puts the headers on every answer: outermost, since an exception clears headers that were set before it.</summary>
    public static void UseHeaders(WebApplication app)
    {
        var limits = app.Services.GetRequiredService<RateLimits>();
        app.Use((context, next) =>
        {
            context.Response.OnStarting(() => limits.WriteHeadersAsync(context));
            return next(context);
        });
    }

    /// <summary>Counts and refuses: after authentication, since tokens are what is counted.</summary>
    public static void Use(WebApplication app)
    {
        var limits = app.Services.GetRequiredService<RateLimits>();
        app.Use((context, next) => limits.CountAsync(context, next));
    }

    private Task WriteHeadersAsync(HttpContext context)
    {
        var verdict = context.Items[typeof(RateVerdict)] as RateVerdict? ?? counts.Untouched(clock.GetUtcNow());
        context.Response.Headers["ratelimit-limit"] = Text(verdict.Limit);
        context.Response.Headers["ratelimit-remaining"] = Text(verdict.Remaining);
        context.Response.Headers["ratelimit-reset"] = Text(verdict.ResetsAt);
        return Task.CompletedTask;
    }

    private async Task CountAsync(HttpContext context, RequestDelegate next)
    {
        // What needs no token costs nothing: a probe of /readyz must never be told to wait.
        if (context.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is not null)
        {
            await next(context);
            return;
        }

        var now = clock.GetUtcNow();
        var verdict = await JudgeAsync(context, now);
        context.Items[typeof(RateVerdict)] = verdict;
        if (!IsOn || verdict.IsAllowed)
        {
            await next(context);
            return;
        }

        var seconds = (int)Math.Max(1, verdict.ResetsAt - now.ToUnixTimeSeconds());
        await (ErrorMapping.Of(StatusCodes.Status429TooManyRequests) with { RetryAfterSeconds = seconds }).WriteAsync(context);
    }

    private async ValueTask<RateVerdict> JudgeAsync(HttpContext context, DateTimeOffset now)
    {
        if (Caller.Of(context) is not { } caller)
        {
            return counts.Count(context.Connection.RemoteIpAddress?.ToString() ?? "unknown", now);
        }

        return IsOn
            ? await ShareOf(caller.TokenId).TakeAsync(now, context.RequestAborted)
            : counts.Count(caller.TokenId.ToString(), now);
    }

    private TokenShare ShareOf(TokenId token)
    {
        if (shares.Count >= MaximumShares && !shares.ContainsKey(token))
        {
            shares.Clear();
        }

        return shares.GetOrAdd(token, id => new TokenShare(id, settings, leases));
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
