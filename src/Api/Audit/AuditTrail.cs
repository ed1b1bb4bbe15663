using CloudControl.Api.Http;
using CloudControl.Domain.Audit;
using CloudControl.Infrastructure.Audit;

namespace CloudControl.Api.Audit;

/// <summary>
/// Has an audit entry written for every call of a known caller that could change something, also one that was refused. The answer
/// waits for it: what a client knows to have happened is in the log. Calls beyond the rate limit leave none, or a flood would fill it.
/// </summary>
public static class AuditTrail
{
    public static void AddAuditTrail(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(builder.Configuration.GetSection("Audit").Get<AuditOptions>() ?? new AuditOptions());
        builder.Services.AddSingleton<AuditLog>().AddHostedService(services => services.GetRequiredService<AuditLog>());
        builder.Services.AddHostedService<AuditRetention>();
    }

    public static void UseAuditTrail(this WebApplication app)
    {
        var (log, clock) = (app.Services.GetRequiredService<AuditLog>(), app.Services.GetRequiredService<TimeProvider>());
        app.Use((context, next) =>
        {
            if (Caller.Of(context) is { } caller
                && context.GetEndpoint() is RouteEndpoint route && route.Metadata.GetMetadata<RequiredScopes>() is { Change: true })
            {
                Follow(context, caller, route, log, clock);
            }

            return next(context);
        });
    }

    private static void Follow(HttpContext context, Caller caller, RouteEndpoint route, AuditLog log, TimeProvider clock)
    {
        var isWritten = false;
        context.Response.OnStarting(WriteAsync);
        context.Response.OnCompleted(WriteAsync);     // a client that hung up gets no answer, and its call may have had effect

        Task WriteAsync()
        {
            if (isWritten)
            {
                return Task.CompletedTask;
            }

            isWritten = true;
            return log.WriteAsync(EntryOf(context, caller, route, clock.GetUtcNow()));
        }
    }

    private static AuditEntry EntryOf(HttpContext context, Caller caller, RouteEndpoint route, DateTimeOffset now)
    {
        var path = context.Request.Path.ToUriComponent();
        return new AuditEntry
        {
            Id = Guid.CreateVersion7(now),
            At = now,
            AccountId = caller.AccountId,
            TokenId = caller.TokenId,
            Method = context.Request.Method,
            Route = "/" + route.RoutePattern.RawText!.Trim('/'),
            Path = path.Length <= AuditEntry.MaximumPathLength ? path : path[..AuditEntry.MaximumPathLength],
            Status = context.Response.StatusCode,
            RequestId = Guid.Parse(context.TraceIdentifier),
            Address = context.Connection.RemoteIpAddress?.ToString() ?? "unknown",
        };
    }
}
