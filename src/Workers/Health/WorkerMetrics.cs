using CloudControl.Infrastructure.Metrics;

namespace CloudControl.Workers.Health;

/// <summary>
/// <c>/metrics</c> on the worker's own address: the process, the runs it ended, and the same numbers of the cloud as from the API. For
/// operators, unless <c>Metrics:Open</c> says that whoever reaches the address may look.
/// </summary>
public static class WorkerMetrics
{
    private const string Path = "/metrics";

    public static void MapWorkerMetrics(this WebApplication app)
    {
        app.Services.GetRequiredService<HttpMetrics>();    // counts from now on, not from the first scrape
        if (!app.Services.GetRequiredService<MetricsSettings>().Open)
        {
            app.ForOperators(Path, "metrics:read");
        }

        app.MapGet(Path, async (MetricsPage page, CancellationToken ct) => TypedResults.Text(await page.WriteAsync(ct), MetricText.ContentType))
            .DisableHttpMetrics();
    }
}
