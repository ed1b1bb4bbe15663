using Microsoft.Extensions.DependencyInjection;

namespace CloudControl.Infrastructure.Runs;

/// <summary>Puts the runs' side of the database into a service collection.</summary>
public static class RunServices
{
    public static IServiceCollection AddRuns(this IServiceCollection services, RunOptions? options = null) => services
        .AddSingleton(options ?? new RunOptions())
        .AddSingleton(WorkerIdentity.OfThisProcess)
        .AddSingleton<RunStore>()
        .AddSingleton<RunQueue>();
}
