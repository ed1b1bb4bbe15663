namespace CloudControl.Api.Health;

/// <summary>What watches this process: <c>/healthz</c> says that it runs, <c>/readyz</c> that it can serve. Neither needs a token.</summary>
public static class HealthRoutes
{
    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        var health = app.MapGroup("").AllowAnonymous().ExcludeFromDescription().DisableHttpMetrics();
        health.MapGet("/healthz", GetHealth.Handle);
        health.MapGet("/readyz", GetReadiness.HandleAsync);
    }
}
