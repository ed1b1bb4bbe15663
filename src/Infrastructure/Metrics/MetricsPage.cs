namespace CloudControl.Infrastructure.Metrics;

/// <summary>All that a process shows at <c>/metrics</c>.</summary>
public sealed class MetricsPage(CloudMetrics cloud, HttpMetrics http, RunMetrics runs)
{
    public async Task<string> WriteAsync(CancellationToken ct)
    {
        var text = new MetricText();
        ProcessMetrics.Write(text);
        http.Write(text);
        runs.Write(text);
        return text + await cloud.ReadAsync(ct);
    }
}
