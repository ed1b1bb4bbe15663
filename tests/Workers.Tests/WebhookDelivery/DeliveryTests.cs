using System.Globalization;
using CloudControl.Domain.Events;
using CloudControl.Domain.Webhooks;
using CloudControl.Infrastructure.Webhooks;
using CloudControl.Testing;
using CloudControl.Workers.WebhookDelivery;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CloudControl.Workers.Tests.WebhookDelivery;

public sealed class DeliveryTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task An_event_is_delivered_once_and_signed()
    {
        await using var receiver = await Receiver.AnsweringAsync(204);
        await using var world = await CreateWorldAsync();
        var webhook = await world.RegisterAsync(receiver.Url);
        await world.StartWorkerAsync();
        await world.StartWorkerAsync();    // a second one, which must not send it again

        var happened = await world.HappenAsync();
        var delivery = await world.WaitForAsync(webhook, d => d.Status != DeliveryStatus.Pending);

        Assert.Equal((DeliveryStatus.Delivered, 1, 204), (delivery.Status, delivery.Attempts, delivery.LastStatusCode));
        var message = Assert.Single(receiver.All);
        Assert.Equal((CloudEvent.NameOf(happened.PublicId), delivery.Body), (message.Id, message.Body));
        Assert.Equal(("application/json", "CloudControl-Webhooks/1.0"), (message.ContentType, message.UserAgent));
        Assert.True(Verifies(message, webhook.Secret));
    }

    [Fact]
    public async Task A_delivery_announces_itself_and_does_not_wait_for_the_sweep()
    {
        await using var receiver = await Receiver.AnsweringAsync(204);
        await using var world = await CreateWorldAsync(o => o with { Sweep = TimeSpan.FromHours(1) });
        await world.RegisterAsync(receiver.Url);
        await world.StartWorkerAsync();

        for (var number = 1; number <= 3; number++)
        {
            await world.HappenAsync();
            await receiver.WaitForAsync(number);
        }
    }

    [Fact]
    public async Task A_receiver_that_fails_is_tried_again_on_schedule_with_the_same_id_and_a_new_timestamp()
    {
        await using var receiver = await Receiver.StartAsync((context, number) =>
        {
            context.Response.StatusCode = number < 3 ? 500 : 200;
            return Task.CompletedTask;
        });
        await using var world = await CreateWorldAsync(o => o with { Delays = [TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(1100)] });
        var webhook = await world.RegisterAsync(receiver.Url);
        await world.StartWorkerAsync();

        await world.HappenAsync();
        var delivery = await world.WaitForAsync(webhook, d => d.Status != DeliveryStatus.Pending);

        Assert.Equal((DeliveryStatus.Delivered, 3), (delivery.Status, delivery.Attempts));
        var messages = receiver.All;
        Assert.Single(messages.Select(m => (m.Id, m.Body)).Distinct());
        Assert.All(messages, m => Assert.True(Verifies(m, webhook.Secret)));
        Assert.True(messages[1].At - messages[0].At >= TimeSpan.FromMilliseconds(50));
        Assert.True(messages[2].At - messages[1].At >= TimeSpan.FromMilliseconds(1100));
        Assert.NotEqual(messages[1].Timestamp, messages[2].Timestamp);
    }

    [Fact]
    public async Task A_delivery_that_never_succeeds_fails_after_its_last_attempt_and_says_why()
    {
        await using var receiver = await Receiver.AnsweringAsync(503);
        await using var world = await CreateWorldAsync();
        var webhook = await world.RegisterAsync(receiver.Url);
        await world.StartWorkerAsync();

        await world.HappenAsync();
        var delivery = await world.WaitForAsync(webhook, d => d.Status == DeliveryStatus.Failed);

        Assert.Equal((3, 503, "the receiver answered 503"), (delivery.Attempts, delivery.LastStatusCode, delivery.LastError));
        Assert.Equal(3, receiver.All.Count);
    }

    [Fact]
    public async Task A_receiver_that_never_answers_delays_no_other()
    {
        var release = new TaskCompletionSource();
        await using var dead = await Receiver.StartAsync((_, _) => release.Task);
        await using var alive = await Receiver.AnsweringAsync(200);
        await using var world = await CreateWorldAsync(o => o with { MostAttempts = 4, MostAttemptsPerWebhook = 2, AttemptLimit = TimeSpan.FromMinutes(1) });
        await world.RegisterAsync(dead.Url);
        await world.RegisterAsync(alive.Url);
        await world.StartWorkerAsync();

        for (var i = 0; i < 20; i++)
        {
            await world.HappenAsync();
        }

        await alive.WaitForAsync(20);

        Assert.Equal(2, dead.All.Count);    // its share, still waiting
        release.SetResult();
    }

    [Fact]
    public async Task A_receiver_that_takes_too_long_has_failed()
    {
        var release = new TaskCompletionSource();
        await using var slow = await Receiver.StartAsync((_, _) => release.Task);
        await using var world = await CreateWorldAsync(o => o with { AttemptLimit = TimeSpan.FromMilliseconds(200), Delays = [] });
        var webhook = await world.RegisterAsync(slow.Url);
        await world.StartWorkerAsync();

        await world.HappenAsync();
        var delivery = await world.WaitForAsync(webhook, d => d.Status == DeliveryStatus.Failed);

        Assert.Equal((null, "no answer within 0.2 seconds"), (delivery.LastStatusCode, delivery.LastError));
        release.SetResult();
    }

    [Fact]
    public async Task A_redirect_is_not_followed_and_counts_as_a_failure()
    {
        await using var target = await Receiver.AnsweringAsync(200);
        await using var receiver = await Receiver.StartAsync((context, _) =>
        {
            (context.Response.StatusCode, context.Response.Headers.Location) = (307, target.Url);
            return Task.CompletedTask;
        });
        await using var world = await CreateWorldAsync(o => o with { Delays = [] });
        var webhook = await world.RegisterAsync(receiver.Url);
        await world.StartWorkerAsync();

        await world.HappenAsync();
        var delivery = await world.WaitForAsync(webhook, d => d.Status == DeliveryStatus.Failed);

        Assert.Equal("the receiver answered 307; redirects are not followed", delivery.LastError);
        Assert.Empty(target.All);
    }

    [Fact]
    public async Task A_receiver_inside_is_not_connected_to_though_its_webhook_exists()
    {
        await using var receiver = await Receiver.AnsweringAsync(200);
        await using var world = await CreateWorldAsync(o => o with { Delays = [], Receivers = new ReceiverOptions() });
        var webhook = await world.RegisterAsync(receiver.Url);
        await world.StartWorkerAsync();

        await world.HappenAsync();
        var delivery = await world.WaitForAsync(webhook, d => d.Status == DeliveryStatus.Failed);

        Assert.Equal("the receiver's address is not allowed", delivery.LastError);
        Assert.Empty(receiver.All);
    }

    [Fact]
    public async Task A_receiver_that_is_gone_disables_its_webhook_and_what_was_still_to_be_sent_is_given_up()
    {
        await using var receiver = await Receiver.AnsweringAsync(410);
        await using var world = await CreateWorldAsync(o => o with { MostAttemptsPerWebhook = 1 });
        var webhook = await world.RegisterAsync(receiver.Url);
        await world.HappenAsync();
        await world.HappenAsync();
        await world.StartWorkerAsync();

        await Eventually.TrueAsync(
            async () => (await world.DeliveriesOfAsync(webhook)).All(d => d.Status == DeliveryStatus.Failed), TimeSpan.FromSeconds(20),
            () => "the deliveries did not end");

        Assert.Single(receiver.All);
        Assert.Equal([0, 1], (await world.DeliveriesOfAsync(webhook)).Select(d => d.Attempts).Order());
        Webhook now = null!;
        await world.InAsync(db => now = db.Webhooks.AsNoTracking().Single(w => w.Id == webhook.Id));
        Assert.Equal((false, "the receiver answered 410: it is gone for good"), (now.Enabled, now.DisabledReason));
    }

    [Fact]
    public async Task What_a_killed_worker_had_claimed_is_sent_by_another_when_the_claim_runs_out()
    {
        await using var receiver = await Receiver.AnsweringAsync(200);
        await using var world = await CreateWorldAsync(o => o with { Lease = TimeSpan.FromSeconds(1) });
        var webhook = await world.RegisterAsync(receiver.Url);
        await world.HappenAsync();
        var claim = await ClaimAndDieAsync(world);

        await world.StartWorkerAsync();
        await world.WaitForAsync(webhook, d => d.Status == DeliveryStatus.Delivered);

        Assert.True(Assert.Single(receiver.All).At >= claim.Until);
    }

    [Fact]
    public async Task A_worker_that_was_asleep_past_its_claim_changes_nothing_when_it_wakes()
    {
        await using var receiver = await Receiver.AnsweringAsync(200);
        await using var world = await CreateWorldAsync(o => o with { Lease = TimeSpan.FromMilliseconds(100) });
        var webhook = await world.RegisterAsync(receiver.Url);
        await world.HappenAsync();
        var late = await ClaimAndDieAsync(world);
        var worker = await world.StartWorkerAsync();
        await world.WaitForAsync(webhook, d => d.Status == DeliveryStatus.Delivered);

        var settled = await worker.Services.GetRequiredService<DeliveryQueue>().SettleAsync(
            late, (d, _) => d.Miss(null, "late", dueAt: null, DateTimeOffset.UtcNow), TestContext.Current.CancellationToken);

        Assert.False(settled);
        Assert.Equal(DeliveryStatus.Delivered, (await world.DeliveryOfAsync(webhook)).Status);
    }

    [Fact]
    public async Task What_a_fast_clock_wrote_down_a_slow_one_sends_at_once_and_again_when_it_is_due()
    {
        var hour = TimeSpan.FromHours(1);
        await using var receiver = await Receiver.StartAsync((context, received) =>
        {
            context.Response.StatusCode = received == 1 ? 500 : 200;
            return Task.CompletedTask;
        });
        await using var world = await CreateWorldAsync();
        var webhook = await world.RegisterAsync(receiver.Url);
        await world.HappenAsync(DateTimeOffset.UtcNow + hour);
        await world.StartWorkerAsync(new WrongClock(-hour));

        var delivery = await world.WaitForAsync(webhook, d => d.Status == DeliveryStatus.Delivered);

        Assert.Equal(2, delivery.Attempts);
        Assert.InRange(delivery.EndedAt!.Value, DateTimeOffset.UtcNow - hour / 2, DateTimeOffset.UtcNow + hour / 2);
    }

    [Fact]
    public async Task A_worker_that_stops_hands_back_what_it_was_sending()
    {
        var release = new TaskCompletionSource();
        await using var receiver = await Receiver.StartAsync((_, _) => release.Task);
        await using var world = await CreateWorldAsync(o => o with { AttemptLimit = TimeSpan.FromMinutes(1), Lease = TimeSpan.FromMinutes(2) });
        var webhook = await world.RegisterAsync(receiver.Url);
        var worker = await world.StartWorkerAsync();
        await world.HappenAsync();
        await receiver.WaitForAsync(1);

        await worker.StopAsync(TestContext.Current.CancellationToken);

        var delivery = await world.DeliveryOfAsync(webhook);
        Assert.Equal((DeliveryStatus.Pending, 0, null), (delivery.Status, delivery.Attempts, delivery.ClaimedUntil));
        release.SetResult();
    }

    [Fact]
    public async Task While_its_secret_is_rotated_a_message_carries_both_signatures()
    {
        await using var receiver = await Receiver.AnsweringAsync(200);
        await using var world = await CreateWorldAsync();
        var webhook = await world.RegisterAsync(receiver.Url);
        var former = webhook.Secret;
        string current = "";
        await world.InAsync(db => current = db.Webhooks.Single(w => w.Id == webhook.Id).RotateSecret(DateTimeOffset.UtcNow));
        await world.StartWorkerAsync();

        await world.HappenAsync();
        var message = (await receiver.WaitForAsync(1))[0];

        Assert.True(Verifies(message, former));
        Assert.True(Verifies(message, current));
    }

    private async Task<DeliveryWorld> CreateWorldAsync(Func<WebhookDeliveryOptions, WebhookDeliveryOptions>? change = null) =>
        await DeliveryWorld.CreateAsync(await database.CloneAsync(TestContext.Current.CancellationToken), change);

    /// <summary>Claims the only delivery as a worker would, and never settles it.</summary>
    private static async Task<DeliveryClaim> ClaimAndDieAsync(DeliveryWorld world)
    {
        using var killed = world.NewWorker();
        return Assert.Single(await killed.Services.GetRequiredService<DeliveryQueue>().ClaimAsync([], 1, TestContext.Current.CancellationToken));
    }

    private static bool Verifies(Received message, string secret) => WebhookSignature.Verify(
        message.Id, DateTimeOffset.FromUnixTimeSeconds(long.Parse(message.Timestamp, CultureInfo.InvariantCulture)), message.Body, message.Signature,
        secret);
}
