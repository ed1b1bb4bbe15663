namespace CloudControl.Workers.Reconcilers;

/// <summary>Puts the reconcilers into a service collection; they need the storage hosts and the database.</summary>
public static class ReconcilerServices
{
    public static IServiceCollection AddReconcilers(this IServiceCollection services, ReconcilerOptions? options = null) => services
        .AddSingleton(options ?? new ReconcilerOptions())
        .AddSingleton<FindingLog>()
        .AddSingleton<HostReconciliation>()
        .AddHostedService<HostReconciler>();
}
