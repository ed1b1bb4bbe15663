using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CloudControl.Infrastructure.Metrics;

/// <summary>Section <c>Metrics</c> of the configuration.</summary>
public sealed class MetricsSettings
{
    public const string Section = "Metrics";

    /// <summary>Whether <c>/metrics</c> wants no token. An operator's otherwise: it tells how full each host is.</summary>
    public bool Open { get; set; }
}

/// <summary>Puts what is behind <c>/metrics</c> into a service collection that has the database.</summary>
public static class MetricsServices
{
    public static IServiceCollection AddMetricsPage(this IServiceCollection services, MetricsSettings? settings)
    {
        services.TryAddSingleton<RunMetrics>();
        return services
            .AddSingleton(settings ?? new MetricsSettings())
            .AddSingleton<HttpMetrics>()
            .AddSingleton<CloudMetrics>()
            .AddSingleton<MetricsPage>();
    }
}
