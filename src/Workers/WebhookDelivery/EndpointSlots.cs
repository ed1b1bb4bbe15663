using CloudControl.Domain.Webhooks;

namespace CloudControl.Workers.WebhookDelivery;

/// <summary>
/// How many attempts are under way, in all and to each webhook. A webhook never has more than its share, and one whose last attempt
/// failed has one slot until it answers again: a dead receiver holds up nobody but itself.
/// </summary>
public sealed class EndpointSlots(WebhookDeliveryOptions options)
{
    /// <summary>Idle webhooks remembered as failing. Beyond it they are forgotten, which costs one round of patience each.</summary>
    private const int MostRemembered = 10_000;

    private readonly Lock gate = new();
    private readonly Dictionary<WebhookId, Endpoint> endpoints = [];
    private int taken;

    /// <summary>Attempts that can be begun now.</summary>
    public int Free
    {
        get
        {
            lock (gate)
            {
                return options.MostAttempts - taken;
            }
        }
    }

    /// <summary>The webhooks that have no slot left.</summary>
    public Guid[] Full()
    {
        lock (gate)
        {
            return [.. endpoints.Where(e => e.Value.UnderWay >= (e.Value.Failing ? 1 : options.MostAttemptsPerWebhook)).Select(e => e.Key.Value)];
        }
    }

    public void Take(WebhookId webhook)
    {
        lock (gate)
        {
            taken++;
            var endpoint = endpoints.GetValueOrDefault(webhook);
            endpoints[webhook] = endpoint with { UnderWay = endpoint.UnderWay + 1 };
        }
    }

    /// <param name="webhook">Whose attempt ended.</param>
    /// <param name="failed">Whether it failed.</param>
    public void Release(WebhookId webhook, bool failed)
    {
        lock (gate)
        {
            taken--;
            var underWay = endpoints[webhook].UnderWay - 1;
            if (underWay > 0 || (failed && endpoints.Count <= MostRemembered))
            {
                endpoints[webhook] = new Endpoint(underWay, failed);
            }
            else
            {
                endpoints.Remove(webhook);
            }
        }
    }

    private readonly record struct Endpoint(int UnderWay, bool Failing);
}
