using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CloudControl.Infrastructure.Webhooks;

/// <summary>What the API (registration) and the workers (delivery) both need to judge receivers.</summary>
public static class ReceiverServices
{
    public static IServiceCollection AddReceiverGuard(this IServiceCollection services, ReceiverOptions options)
    {
        services.AddSingleton(new ReceiverAddresses(options));
        services.TryAddSingleton<IHostResolver, SystemResolver>();
        services.AddSingleton<ReceiverGuard>();
        return services;
    }
}
