using CloudControl.Domain.Webhooks;
using CloudControl.Workers.WebhookDelivery;

namespace CloudControl.Workers.Tests.WebhookDelivery;

public sealed class EndpointSlotsTests
{
    private readonly EndpointSlots slots = new(new WebhookDeliveryOptions { MostAttempts = 8, MostAttemptsPerWebhook = 2 });
    private readonly WebhookId webhook = WebhookId.New();

    [Fact]
    public void A_webhook_is_full_when_it_has_its_share_and_not_before()
    {
        slots.Take(webhook);
        Assert.Empty(slots.Full());

        slots.Take(webhook);
        Assert.Equal([webhook.Value], slots.Full());
        Assert.Equal(6, slots.Free);
    }

    [Fact]
    public void A_webhook_that_failed_has_one_slot_until_it_answers_again()
    {
        slots.Take(webhook);
        slots.Release(webhook, failed: true);
        Assert.Empty(slots.Full());

        slots.Take(webhook);
        Assert.Equal([webhook.Value], slots.Full());

        slots.Release(webhook, failed: false);
        slots.Take(webhook);
        Assert.Empty(slots.Full());
        Assert.Equal(7, slots.Free);
    }
}
