using CloudControl.Domain.Webhooks;
using CloudControl.Testing;
using CloudControl.Workers.WebhookDelivery;
using Microsoft.Extensions.DependencyInjection;
using Delivery = CloudControl.Domain.Webhooks.WebhookDelivery;

namespace CloudControl.Workers.Tests.WebhookDelivery;

public sealed class CleaningTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly DateTimeOffset Long = DateTimeOffset.UtcNow.AddDays(-31);
    private static readonly DateTimeOffset Lately = DateTimeOffset.UtcNow.AddDays(-29);

    [Fact]
    public async Task What_ended_long_ago_goes_and_what_is_pending_or_recent_stays_and_so_do_the_events()
    {
        await using var world = await CreateWorldAsync();
        var webhook = await world.RegisterAsync("http://127.0.0.1:9/");
        await world.HappenAsync();
        Delivery[] kept = [Of(webhook, Long), Ended(webhook, Lately)];
        await world.InAsync(db => db.AddRange([.. kept, Ended(webhook, Long), Ended(webhook, Long)]));

        Assert.Equal(2, await CleanAsync(world));

        var left = (await world.DeliveriesOfAsync(webhook)).Select(d => d.Id).ToList();
        Assert.Equal(3, left.Count);
        Assert.All(kept, delivery => Assert.Contains(delivery.Id, left));
        await world.InAsync(db => Assert.Equal(1, db.Events.Count()));
    }

    [Fact]
    public async Task A_round_deletes_so_many_and_the_next_goes_on()
    {
        await using var world = await CreateWorldAsync(o => o with { MostCleanedAtOnce = 2, MostCleaningsPerRound = 2 });
        var webhook = await world.RegisterAsync("http://127.0.0.1:9/");
        await world.InAsync(db => db.AddRange(Enumerable.Range(0, 5).Select(_ => Ended(webhook, Long))));

        Assert.Equal(4, await CleanAsync(world));
        Assert.Equal(1, await CleanAsync(world));
        Assert.Equal(0, await CleanAsync(world));
    }

    [Fact]
    public async Task One_that_its_owner_has_just_asked_for_again_is_passed_over()
    {
        await using var world = await CreateWorldAsync();
        var webhook = await world.RegisterAsync("http://127.0.0.1:9/");
        await world.InAsync(db => db.Add(Ended(webhook, Long)));
        await using var asking = await RowLock.TakeAsync(world.ConnectionString, "update webhook_deliveries set status = 'pending', ended_at = null");

        Assert.Equal(0, await CleanAsync(world));
        await asking.CommitAsync();
        Assert.Equal(0, await CleanAsync(world));
    }

    [Fact]
    public async Task A_worker_cleans_by_itself()
    {
        await using var world = await CreateWorldAsync();
        var webhook = await world.RegisterAsync("http://127.0.0.1:9/");
        await world.InAsync(db => db.Add(Ended(webhook, Long)));

        await world.StartWorkerAsync();

        await CloudControl.Testing.Eventually.HoldsAsync(async () => (await world.DeliveriesOfAsync(webhook)).Count == 0);
    }

    private async Task<DeliveryWorld> CreateWorldAsync(Func<WebhookDeliveryOptions, WebhookDeliveryOptions>? change = null) =>
        await DeliveryWorld.CreateAsync(await database.CloneAsync(TestContext.Current.CancellationToken), change);

    private static async Task<int> CleanAsync(DeliveryWorld world)
    {
        using var worker = world.NewWorker();
        return await worker.Services.GetRequiredService<DeliveryCleaning>().RunAsync(TestContext.Current.CancellationToken);
    }

    private static Delivery Of(Webhook webhook, DateTimeOffset at) => Delivery.Of(webhook.Id, Guid.CreateVersion7(), "scrub.completed", "{}", at);

    private static Delivery Ended(Webhook webhook, DateTimeOffset at)
    {
        var delivery = Of(webhook, at);
        delivery.Deliver(204, at);
        return delivery;
    }
}
