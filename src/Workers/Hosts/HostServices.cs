using CloudControl.Infrastructure.Storage;
using CloudControl.Workers.Nbd;

namespace CloudControl.Workers.Hosts;

/// <summary>Puts this process's storage hosts into a service collection.</summary>
public static class HostServices
{
    public static IServiceCollection AddStorageHosts(this IServiceCollection services, StorageOptions options) => services
        .AddSingleton(options)
        .AddSingleton<StorageHosts>()
        .AddSingleton<HostRegister>()
        .AddSingleton<WantedHosts>()
        .AddSingleton<NbdServing>()
        .AddSingleton<HostServing>()
        .AddHostedService(provider => provider.GetRequiredService<HostServing>())
        .AddHostedService<ExportSweep>()
        .AddSingleton<HostHeartbeat>()
        .AddHostedService(provider => provider.GetRequiredService<HostHeartbeat>())
        .AddHostedService<ExtentMapPublishing>();
}
