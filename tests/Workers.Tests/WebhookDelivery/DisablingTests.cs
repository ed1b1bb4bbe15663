using System.Text.Json;
using CloudControl.Domain.Events;
using CloudControl.Domain.Webhooks;
using CloudControl.Testing;
using CloudControl.Workers.WebhookDelivery;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CloudControl.Workers.Tests.WebhookDelivery;

public sealed class DisablingTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public void The_defaults_are_five_days_of_patience_thirty_of_log_and_fifteen_seconds_for_an_answer()
    {
        var options = new WebhookDeliveryOptions();
        Assert.Equal((TimeSpan.FromDays(5), TimeSpan.FromDays(30), TimeSpan.FromSeconds(15)), (options.DisableAfter, options.KeepEndedFor, options.AttemptLimit));
        Assert.Equal(options.LeastFailures, options.Delays.Count + 1);
        Assert.All([.. options.Delays, options.LongestRetryAfter], pause => Assert.True(pause * (1 + options.Jitter) < Webhook.LongestSilence));
    }

    [Theory]
    [InlineData(503, "every attempt has failed since ")]
    [InlineData(410, "the receiver answered 410: it is gone for good")]
    public async Task A_webhook_that_is_given_up_is_told_of_in_the_feed_and_to_the_others_but_not_to_itself(int answer, string reason)
    {
        await using var dead = await Receiver.AnsweringAsync(answer);
        await using var alive = await Receiver.AnsweringAsync(204);
        await using var world = await CreateWorldAsync(o => o with { DisableAfter = TimeSpan.FromMilliseconds(300), LeastFailures = 2 });
        var (given, other) = (await world.RegisterAsync(dead.Url), await world.RegisterAsync(alive.Url));
        await world.StartWorkerAsync();

        await world.HappenAsync();
        var told = JsonDocument.Parse((await alive.WaitForAsync(2))[1].Body).RootElement;

        var now = await world.FindAsync(given);
        Assert.False(now.Enabled);
        Assert.StartsWith(reason, now.DisabledReason, StringComparison.Ordinal);
        Assert.Equal(EventTypes.WebhookDisabled, told.GetProperty("type").GetString());
        Assert.Equal(given.Id.Value, told.GetProperty("data").GetProperty("webhook_id").GetGuid());
        Assert.Equal(now.DisabledReason, told.GetProperty("data").GetProperty("reason").GetString());
        Assert.Equal([EventTypes.ScrubCompleted], (await world.DeliveriesOfAsync(given)).Select(d => d.EventType));
        Assert.True((await world.FindAsync(other)).Enabled);
        CloudEvent happened = null!;
        await world.InAsync(db => happened = db.Events.AsNoTracking().Single(e => e.Type == EventTypes.WebhookDisabled));
        Assert.Equal(("webhook", given.Id.ToString()), (happened.ResourceType, happened.ResourceId));
    }

    [Fact]
    public async Task A_message_that_arrives_ends_the_failing()
    {
        await using var receiver = await Receiver.StartAsync((context, number) =>
        {
            context.Response.StatusCode = number == 1 ? 500 : 200;
            return Task.CompletedTask;
        });
        await using var world = await CreateWorldAsync(o => o with { Delays = [TimeSpan.FromMinutes(1)] });
        var webhook = await world.RegisterAsync(receiver.Url);
        await world.StartWorkerAsync();

        await world.HappenAsync();
        await world.WaitForAsync(webhook, d => d.Attempts == 1);
        Assert.NotNull((await world.FindAsync(webhook)).FailingSince);

        await world.HappenAsync();
        await receiver.WaitForAsync(2);
        await CloudControl.Testing.Eventually.HoldsAsync(async () => (await world.FindAsync(webhook)).FailingSince is null);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_receiver_that_asks_for_patience_gets_it(bool asDate)
    {
        await using var receiver = await Receiver.StartAsync((context, _) =>
        {
            context.Response.StatusCode = 429;
            context.Response.Headers.RetryAfter = asDate ? DateTimeOffset.UtcNow.AddHours(1).ToString("R") : "3600";
            return Task.CompletedTask;
        });
        await using var world = await CreateWorldAsync();
        var webhook = await world.RegisterAsync(receiver.Url);
        await world.StartWorkerAsync();

        await world.HappenAsync();
        var delivery = await world.WaitForAsync(webhook, d => d.Attempts == 1);

        var asked = delivery.DueAt - receiver.All.Single().At;
        Assert.Equal(DeliveryStatus.Pending, delivery.Status);
        Assert.InRange(asked, TimeSpan.FromMinutes(59.9), TimeSpan.FromMinutes(62));
    }

    /// <summary>Both must lock the webhook before its deliveries; the other order is a circle as soon as they meet.</summary>
    [Fact]
    public async Task A_webhook_deleted_while_its_410_is_written_down_is_deleted_and_neither_waits_in_a_circle()
    {
        await using var world = await CreateWorldAsync();
        var webhook = await world.RegisterAsync("http://127.0.0.1:9/");
        await world.HappenAsync();
        using var worker = world.NewWorker();
        var queue = worker.Services.GetRequiredService<DeliveryQueue>();
        var claim = Assert.Single(await queue.ClaimAsync([], 1, TestContext.Current.CancellationToken));
        await using var locks = await RowLock.TakeAsync(world.ConnectionString, $"select 1 from webhook_deliveries where id = '{claim.Id}' for update");

        var settling = queue.SettleAsync(claim, IsGone, CancellationToken.None);
        await locks.WaitForWaitersAsync(1);
        var deleting = world.DeleteAsync(webhook);
        await locks.WaitForWaitersAsync(2);
        await locks.ReleaseAsync();

        Assert.True(await settling);
        Assert.Equal(1, await deleting);
        Assert.Empty(await world.DeliveriesOfAsync(webhook));
        Assert.True(await queue.SettleAsync(claim, (_, _) => Assert.Fail("there is nothing left to settle"), CancellationToken.None));
    }

    [Fact]
    public async Task An_event_that_meets_a_deletion_waits_for_it_and_does_without_that_webhook()
    {
        await using var world = await CreateWorldAsync();
        var (leaving, staying) = (await world.RegisterAsync("http://127.0.0.1:9/"), await world.RegisterAsync("http://127.0.0.1:9/"));
        await using var deletion = await RowLock.TakeAsync(world.ConnectionString, $"delete from webhooks where id = '{leaving.Id}'");

        var happening = world.HappenAsync();
        await deletion.WaitForWaitersAsync(1);
        await deletion.CommitAsync();
        await happening;

        Assert.Single(await world.DeliveriesOfAsync(staying));
        Assert.Empty(await world.DeliveriesOfAsync(leaving));
    }

    private static void IsGone(Domain.Webhooks.WebhookDelivery delivery, Webhook webhook)
    {
        delivery.Miss(410, "gone", dueAt: null, DateTimeOffset.UtcNow);
        webhook.Disable("gone", DateTimeOffset.UtcNow);
    }

    private async Task<DeliveryWorld> CreateWorldAsync(Func<WebhookDeliveryOptions, WebhookDeliveryOptions>? change = null) =>
        await DeliveryWorld.CreateAsync(await database.CloneAsync(TestContext.Current.CancellationToken), change);
}
