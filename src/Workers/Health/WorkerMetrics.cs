using CloudControl.Infrastructure.Metrics;
using CloudControl.Infrastructure.Persistence;

namespace CloudControl.Workers.Health;

/// <summary>
/// <c>/metrics</c> on the worker's own address: the process, the runs it ended, and the same numbers of the cloud as from the API. For
/// operators, unless <c>Metrics:Open</c> says that whoever reaches the address may look.
/// </summary>
public static class WorkerMetrics
{
    public static void MapWorkerMetrics(this WebApplication app)
    {
        app.Services.GetRequiredService<HttpMetrics>();    // counts from now on, not from the first scrape
        app.MapGet("/metrics", HandleAsync).DisableHttpMetrics();
    }

    private static async Task<IResult> HandleAsync(
        HttpRequest request, MetricsSettings settings, MetricsPage page, CloudControlDb db, TimeProvider clock, CancellationToken ct)
    {
        try
        {
            return settings.Open || await Operators.IsOneAsync(request, db, clock, ct)
                ? TypedResults.Text(await page.WriteAsync(ct), MetricText.ContentType)
                : TypedResults.StatusCode(StatusCodes.Status401Unauthorized);
        }
        catch (Exception e) when (DatabaseAway.IsCauseOf(e))
        {
            return TypedResults.StatusCode(StatusCodes.Status503ServiceUnavailable);    // nobody can be recognised
        }
    }
}
