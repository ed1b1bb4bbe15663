using CloudControl.Domain.Runs;
using CloudControl.Infrastructure.Metrics;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CloudControl.Workers.Pipelines;

/// <summary>Puts pipelines and what drives them into a service collection.</summary>
public static class PipelineServices
{
    /// <summary>What drives the registered pipelines; needs <c>AddPersistence</c> and <c>AddRuns</c>, and a job engine to call it.</summary>
    public static IServiceCollection AddPipelineEngine(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<PipelineRegistry>();
        services.TryAddSingleton<RunMetrics>();
        return services.AddSingleton<IRunDriver, PipelineRunner>();
    }

    /// <summary>Makes a pipeline known. Its steps need no registration; they take what they ask for from a scope of their own.</summary>
    public static IServiceCollection AddPipeline<TPipeline>(this IServiceCollection services)
        where TPipeline : class, IPipeline
    {
        services.TryAddSingleton<PipelineRegistry>();
        return services.AddSingleton<IPipeline, TPipeline>();
    }
}
