using CloudControl.Infrastructure.Persistence;

namespace CloudControl.Api.Http;

/// <summary>
/// Whose rows a request sees in PostgreSQL: its caller's, and everybody's on operators' routes and on those between accounts. Before it is
/// known who asks, nobody's. What a request starts and does not wait for keeps its sight; outside requests the process works for itself.
/// </summary>
public sealed class CallersRows : IVisibility
{
    private readonly AsyncLocal<VisibleRows?> ofRequest = new();

    public VisibleRows Current => ofRequest.Value ?? VisibleRows.All;

    /// <summary>From here on the request sees what nobody owns.</summary>
    public static void UseNobodysRows(WebApplication app) => Use(app, _ => VisibleRows.None);

    /// <summary>From here on the request sees what its caller may.</summary>
    public static void UseCallersRows(WebApplication app) => Use(app, Of);

    private static void Use(WebApplication app, Func<HttpContext, VisibleRows> see)
    {
        var rows = app.Services.GetRequiredService<CallersRows>();
        app.Use(async (context, next) =>
        {
            rows.ofRequest.Value = see(context);     // ends with this method, as it is asynchronous
            await next(context);
        });
    }

    private static VisibleRows Of(HttpContext request)
    {
        if (Caller.Of(request) is not { } caller)
        {
            return VisibleRows.None;
        }

        var route = request.GetEndpoint()?.Metadata;
        var isForOperators = caller.IsOperator && route?.GetMetadata<OperatorsOnlyMark>() is not null;
        return isForOperators || route?.GetMetadata<AcrossAccountsMark>() is not null ? VisibleRows.All : VisibleRows.Of(caller.AccountId);
    }
}

/// <summary>Routes about what two accounts share: only their own filters keep a third from it.</summary>
public static class AcrossAccountsRoutes
{
    public static RouteHandlerBuilder AcrossAccounts(this RouteHandlerBuilder route) => route.WithMetadata(new AcrossAccountsMark());
}

/// <summary>Says of a route that it is one; <see cref="CallersRows"/> reads it.</summary>
public sealed class AcrossAccountsMark;
