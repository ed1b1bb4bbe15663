using CloudControl.Infrastructure.Webhooks;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CloudControl.Workers.WebhookDelivery;

/// <summary>Puts delivery into a service collection that has the database.</summary>
public static class WebhookDeliveryServices
{
    public static IServiceCollection AddWebhookDelivery(this IServiceCollection services, WebhookDeliveryOptions options)
    {
        services.AddReceiverGuard(options.Receivers);
        services.TryAddSingleton(TimeProvider.System);
        return services
            .AddSingleton(options)
            .AddSingleton<RetrySchedule>()
            .AddSingleton<EndpointSlots>()
            .AddSingleton<DeliveryQueue>()
            .AddSingleton<WebhookSender>()
            .AddSingleton<DeliverWebhook>()
            .AddSingleton<DeliveryCleaning>()
            .AddHostedService<DeliveryPump>()
            .AddHostedService<CleaningSchedule>();
    }
}
