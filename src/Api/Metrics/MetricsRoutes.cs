using CloudControl.Api.Http;
using CloudControl.Infrastructure.Metrics;

namespace CloudControl.Api.Metrics;

/// <summary><c>/metrics</c>: for operators, unless <c>Metrics:Open</c> says that whoever reaches the address may look.</summary>
public static class MetricsRoutes
{
    public static void MapMetrics(this WebApplication app)
    {
        app.Services.GetRequiredService<HttpMetrics>();    // counts from now on, not from the first scrape
        var metrics = app.MapGroup("").ExcludeFromDescription().DisableHttpMetrics();
        if (app.Services.GetRequiredService<MetricsSettings>().Open)
        {
            metrics.AllowAnonymous();
        }
        else
        {
            metrics.OperatorsOnly().ScopedTo("metrics");
        }

        metrics.MapGet("/metrics", GetMetrics.HandleAsync);
    }
}
