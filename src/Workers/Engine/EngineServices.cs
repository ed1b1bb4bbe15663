using CloudControl.Domain.Runs;

namespace CloudControl.Workers.Engine;

/// <summary>Puts the job engine and its pump into a service collection.</summary>
public static class EngineServices
{
    /// <summary>
    /// The engine this build was made with, and the pump that feeds it. Registered after <c>AddRuns</c> and <c>AddPipelineEngine</c>;
    /// hosted services stop in reverse order, so the pump goes before the engine.
    /// </summary>
    /// <param name="services">Where to.</param>
    /// <param name="options">What the engine needs to know.</param>
    /// <param name="queues">The queues this process serves now; asked again and again.</param>
    public static IServiceCollection AddRunPump(
        this IServiceCollection services, EngineOptions options, Func<IServiceProvider, IReadOnlyList<string>> queues) => services
        .AddSingleton(provider => new ServedQueues(() => queues(provider)))
        .AddJobEngine(options)
        .AddHostedService<RunPump>();
}
