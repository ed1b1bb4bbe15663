using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.Authorization;

namespace CloudControl.Api.Http;

/// <summary>Section <c>RateLimits</c> of the configuration.</summary>
public sealed class RateLimitSettings
{
    /// <summary>Unset: on, but off in the development profile. Off, the headers are sent all the same: clients read them.</summary>
    public bool? Enabled { get; set; }

    /// <summary>Requests each token may send in an hour; and each address that sends none.</summary>
    public int RequestsPerHour { get; set; } = 5000;
}

/// <summary>
/// A fixed window of one hour per token, counted in this process: with n API processes a token has n times the limit at most.
/// Every answer says what is left in <c>ratelimit-limit</c>, <c>-remaining</c> and <c>-reset</c>; a 429 also says how long to wait,
/// without which droplet_kit does not.
/// </summary>
public sealed class RateLimits(RateLimitSettings settings, TimeProvider clock)
{
    private const int WindowSeconds = 3600;

    /// <summary>Counters kept at one time. Beyond it strangers share one counter: memory is bounded, whoever knocks.</summary>
    private const int MaximumCounters = 100_000;

    private Window window = new(0);

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
        var used = context.Items[typeof(RateLimits)] as int? ?? 0;
        context.Response.Headers["ratelimit-limit"] = Text(settings.RequestsPerHour);
        context.Response.Headers["ratelimit-remaining"] = Text(Math.Max(0, settings.RequestsPerHour - used));
        context.Response.Headers["ratelimit-reset"] = Text(EndOf(WindowNumber(clock.GetUtcNow())));
        return Task.CompletedTask;
    }

    private Task CountAsync(HttpContext context, RequestDelegate next)
    {
        if (IsFree(context))
        {
            return next(context);
        }

        var now = clock.GetUtcNow();
        var window = WindowOf(WindowNumber(now));
        var used = window.Count(KeyOf(context));
        context.Items[typeof(RateLimits)] = used;
        if (!IsOn || used <= settings.RequestsPerHour)
        {
            return next(context);
        }

        var seconds = (int)(EndOf(window.Number) - now.ToUnixTimeSeconds());
        return (ErrorMapping.Of(StatusCodes.Status429TooManyRequests) with { RetryAfterSeconds = seconds }).WriteAsync(context);
    }

    /// <summary>What needs no token costs nothing: a probe of <c>/readyz</c> must never be told to wait.</summary>
    private static bool IsFree(HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is not null;

    private static string KeyOf(HttpContext context) => Caller.Of(context) is { } caller
        ? caller.TokenId.ToString()
        : context.Connection.RemoteIpAddress?.ToString() ?? "unknown";

    private static long WindowNumber(DateTimeOffset now) => now.ToUnixTimeSeconds() / WindowSeconds;

    private static long EndOf(long windowNumber) => (windowNumber + 1) * WindowSeconds;

    private Window WindowOf(long number)
    {
        var window = Volatile.Read(ref this.window);
        if (window.Number == number)
        {
            return window;
        }

        // Whoever is first puts the new hour in place; the old hour's counters go with it.
        var next = new Window(number);
        var before = Interlocked.CompareExchange(ref this.window, next, window);
        return ReferenceEquals(before, window) ? next : before;
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private sealed class Window(long number)
    {
        private const string Strangers = "strangers";

        private readonly ConcurrentDictionary<string, int> counts = new();

        public long Number { get; } = number;

        public int Count(string key) => counts.AddOrUpdate(
            counts.Count < MaximumCounters || counts.ContainsKey(key) ? key : Strangers, 1, (_, count) => count < int.MaxValue ? count + 1 : count);
    }
}
