using CloudControl.Infrastructure.Metrics;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CloudControl.Api.Metrics;

/// <summary>GET /metrics: this process and the whole cloud in numbers, for Prometheus.</summary>
public static class GetMetrics
{
    public static async Task<ContentHttpResult> HandleAsync(MetricsPage page, CancellationToken ct) =>
        TypedResults.Text(await page.WriteAsync(ct), MetricText.ContentType);
}
