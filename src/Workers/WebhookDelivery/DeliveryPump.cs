using System.Collections.Concurrent;
using CloudControl.Infrastructure.Persistence;
using Npgsql;

namespace CloudControl.Workers.WebhookDelivery;

/// <summary>
/// Delivers webhooks for as long as the process runs. New deliveries announce themselves at commit; a sweep finds what is due
/// again and what was announced while nobody listened. Any number of processes may do this on one database.
/// </summary>
public sealed class DeliveryPump(
    DeliveryQueue queue, DeliverWebhook deliver, EndpointSlots slots, WebhookDeliveryOptions options, NpgsqlDataSource dataSource,
    ILogger<DeliveryPump> log) : BackgroundService
{
    private const string Channel = "cloudcontrol_deliveries";

    private readonly SemaphoreSlim bell = new(0);
    private readonly ConcurrentDictionary<DeliveryClaim, Task> underWay = new();
    private int rung;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var listening = Notifications.ListenAsync(dataSource, Channel, _ => Ring(), log, stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await BeginDueAsync(stoppingToken);
                await bell.WaitAsync(options.Sweep, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException)
            {
                log.LogWarning(e, "claiming webhook deliveries; trying again at the next sweep");
                await Task.Delay(options.Sweep, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        await Task.WhenAll([listening, .. underWay.Values]);
    }

    public override void Dispose()
    {
        bell.Dispose();
        base.Dispose();
    }

    /// <summary>Wakes the loop; many rings before it looks are one.</summary>
    private void Ring()
    {
        if (Interlocked.Exchange(ref rung, 1) == 0)
        {
            bell.Release();
        }
    }

    private async Task BeginDueAsync(CancellationToken ct)
    {
        Volatile.Write(ref rung, 0);
        while (slots.Free is > 0 and var free)
        {
            var claims = await queue.ClaimAsync(slots.Full(), free, ct);
            if (claims.Count == 0)
            {
                return;
            }

            foreach (var claim in claims)
            {
                slots.Take(claim.WebhookId);
                var delivering = underWay[claim] = Task.Run(() => DeliverAsync(claim, ct), CancellationToken.None);
                _ = delivering.ContinueWith(_ => underWay.TryRemove(claim, out Task? _), TaskScheduler.Default);
            }
        }
    }

    private async Task DeliverAsync(DeliveryClaim claim, CancellationToken ct)
    {
        var arrived = false;
        try
        {
            arrived = await deliver.RunAsync(claim, ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            await HandBackAsync(claim);
        }
        catch (Exception e)
        {
            // The claim runs out by itself and the delivery comes back.
            log.LogError(e, "delivering {Delivery} to webhook {Webhook}", claim.Id, claim.WebhookId);
        }
        finally
        {
            slots.Release(claim.WebhookId, failed: !arrived);
            Ring();
        }
    }

    private async Task HandBackAsync(DeliveryClaim claim)
    {
        using var limit = new CancellationTokenSource(options.StopLimit);
        try
        {
            await queue.HandBackAsync(claim, limit.Token);
        }
        catch (Exception e) when (e is NpgsqlException or OperationCanceledException)
        {
            log.LogWarning(e, "handing back delivery {Delivery}; its claim runs out at {Until}", claim.Id, claim.Until);
        }
    }
}
