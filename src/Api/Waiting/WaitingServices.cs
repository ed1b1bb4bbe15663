using CloudControl.Api.Events;

namespace CloudControl.Api.Waiting;

/// <summary>Puts what long requests need into a service collection that has the database.</summary>
public static class WaitingServices
{
    public static void AddWaiting(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(configuration.GetSection("Waiting").Get<WaitingLimits>() ?? new WaitingLimits());
        services.AddSingleton<Bells>();
        services.AddHostedService(provider => provider.GetRequiredService<Bells>());
        services.AddSingleton<ActionWaits>();
        services.AddSingleton<EventStreams>();
    }
}
