using CloudControl.Api.Http;

namespace CloudControl.Api.Webhooks;

/// <summary>Webhooks: ours, beside the contract.</summary>
public static class WebhookRoutes
{
    public static void MapWebhooks(this IEndpointRouteBuilder v2)
    {
        var webhooks = v2.MapGroup("/webhooks").WithTags("Webhooks").ScopedTo("webhook");
        webhooks.MapPost("", CreateWebhook.HandleAsync).Named("webhooks_create", "Register a webhook; the answer holds its secret, once");
        webhooks.MapGet("", ListWebhooks.HandleAsync).Named("webhooks_list", "List all webhooks");
        webhooks.MapGet("/{id:guid}", GetWebhook.HandleAsync).Named("webhooks_get", "Get a webhook");
        webhooks.MapPatch("/{id:guid}", ChangeWebhook.HandleAsync).Named("webhooks_change", "Change a webhook's url, types or state");
        webhooks.MapDelete("/{id:guid}", DeleteWebhook.HandleAsync).Named("webhooks_delete", "Delete a webhook with its deliveries");
        webhooks.MapPost("/{id:guid}/test", TestWebhook.HandleAsync).Named("webhooks_test", "Send a test message")
            .Needs("webhook:update");
        webhooks.MapPost("/{id:guid}/rotate_secret", RotateSecret.HandleAsync).Named("webhooks_rotate_secret", "Make a new secret")
            .Needs("webhook:update");
        webhooks.MapGet("/{id:guid}/deliveries", ListDeliveries.HandleAsync).Named("webhooks_list_deliveries", "List a webhook's deliveries");
        webhooks.MapPost("/{id:guid}/deliveries/{deliveryId:guid}/redeliver", RedeliverMessage.HandleAsync)
            .Named("webhooks_redeliver", "Send a message once more")
            .Needs("webhook:update");
    }
}
