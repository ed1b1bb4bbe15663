using CloudControl.Infrastructure.Secrets;
using CloudControl.Infrastructure.Webhooks;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CloudControl.Workers.WebhookDelivery;

/// <summary>Puts delivery into a service collection that has the database, and a <see cref="SecretSeal"/> if there are keys.</summary>
public static class WebhookDeliveryServices
{
    public static IServiceCollection AddWebhookDelivery(this IServiceCollection services, WebhookDeliveryOptions options)
    {
        services.AddReceiverGuard(options.Receivers);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(SecretSeal.Of(keyFile: null));
        return services
            .AddSingleton(options)
            .AddSingleton<RetrySchedule>()
            .AddSingleton<EndpointSlots>()
            .AddSingleton<DeliveryQueue>()
            .AddSingleton<WebhookSender>()
            .AddSingleton<DeliverWebhook>()
            .AddSingleton<DeliveryCleaning>()
            .AddHostedService<SealingSchedule>()
            .AddHostedService<DeliveryPump>()
            .AddHostedService<CleaningSchedule>();
    }
}
