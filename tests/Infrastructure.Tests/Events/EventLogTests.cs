using System.Text.Json;
using CloudControl.Domain.Accounts;
using CloudControl.Domain.Actions;
using CloudControl.Domain.Droplets;
using CloudControl.Domain.Events;
using CloudControl.Domain.Hosts;
using CloudControl.Domain.Images;
using CloudControl.Domain.Regions;
using CloudControl.Domain.Storage;
using CloudControl.Domain.Volumes;
using CloudControl.Domain.Vpcs;
using CloudControl.Domain.Webhooks;
using CloudControl.Infrastructure.Events;
using CloudControl.Infrastructure.Persistence;
using CloudControl.Testing;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace CloudControl.Infrastructure.Tests.Events;

public sealed class EventLogTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, 250, TimeSpan.Zero);

    [Fact]
    public async Task An_event_brings_a_delivery_for_each_webhook_that_wants_it_and_for_no_other()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var source = NpgsqlDataSource.Create(database.ConnectionString);
        await using var db = PersistenceServices.Open(source);
        var mine = Account.Open("mine", "mine@example.com", Now);
        var other = Account.Open("other", "other@example.com", Now);
        var everything = Webhook.Register(mine.Id, "https://a.example/", [], Now);
        var destroys = Webhook.Register(mine.Id, "https://b.example/", [EventTypes.DropletDestroyCompleted], Now);
        var creates = Webhook.Register(mine.Id, "https://c.example/", [EventTypes.DropletCreateCompleted], Now);
        var silent = Webhook.Register(mine.Id, "https://d.example/", [], Now);
        silent.Disable(reason: null, DateTimeOffset.UtcNow);
        db.AddRange(mine, other, everything, destroys, creates, silent, Webhook.Register(other.Id, "https://e.example/", [], Now));
        await db.SaveChangesAsync(ct);

        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var recorded = await EventLog.RecordAsync(
            db, mine.Id, EventTypes.DropletDestroyCompleted, ResourceTypes.Droplet, "7", new { DropletId = 7 }, Now, ct);
        Assert.Equal(0, await db.WebhookDeliveries.CountAsync(ct));    // nothing before the caller saves
        await db.SaveChangesAsync(ct);

        var deliveries = await db.WebhookDeliveries.AsNoTracking().ToListAsync(ct);
        Assert.Equal(new[] { everything.Id, destroys.Id }.ToHashSet(), deliveries.Select(d => d.WebhookId).ToHashSet());
        Assert.All(deliveries, d => Assert.Equal(recorded.PublicId, d.EventPublicId));
        Assert.All(deliveries, d => Assert.Equal(
            """{"type":"droplet.destroy.completed","timestamp":"2026-03-01T12:00:00.250Z","sequence":1,"resource":{"type":"droplet","id":"7"},"data":{"droplet_id":7}}""",
            d.Body));
    }

    [Fact]
    public async Task An_event_whose_cause_is_rolled_back_leaves_neither_event_nor_delivery()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var source = NpgsqlDataSource.Create(await database.CloneAsync(ct));
        await using var db = PersistenceServices.Open(source);
        var account = Account.Open("mine", "mine@example.com", Now);
        db.AddRange(account, Webhook.Register(account.Id, "https://a.example/", [], Now));
        await db.SaveChangesAsync(ct);

        await using (await db.Database.BeginTransactionAsync(ct))
        {
            await EventLog.RecordAsync(db, account.Id, EventTypes.ScrubCompleted, "scrub_receipt", "1", new { Id = 1 }, Now, ct);
            await db.SaveChangesAsync(ct);
        }

        Assert.Equal((0, 0), (await db.Events.CountAsync(ct), await db.WebhookDeliveries.CountAsync(ct)));
    }

    [Fact]
    public void A_destroyed_droplets_event_says_what_became_of_its_disk_and_keeps_its_user_data_to_itself()
    {
        var droplet = DropletOf(userData: "password: hunter2");
        var action = EndedAction(ActionTypes.Destroy);
        var scrub = ScrubRecord.OfDeclined(
            new ScrubDeclined(droplet.VolumeId, Guid.Empty, Now), VolumeOf(droplet), action.Id, Now);

        var draft = DropletEvents.DestroyCompleted(droplet, action, scrub);

        Assert.Equal(EventTypes.DropletDestroyCompleted, draft.Type);
        Assert.Equal(
            """{"droplet_id":7,"name":"web","region":"nyc3","size":"s-1vcpu-1gb","action_id":9"""
            + ""","action_type":"destroy","completed_at":"2026-03-01T12:00:00.250Z","scrub":{"""
            + "\"outcome\":\"declined\""
            + ""","receipt_id":"RECEIPT","bytes_overwritten":0,"bytes_verified":0}}""",
            JsonSerializer.Serialize(draft.Data, draft.Data.GetType(), EventJson.Options).Replace(scrub.Id.ToString(), "RECEIPT"));
    }

    [Fact]
    public void A_failed_action_is_told_with_its_code_and_its_message()
    {
        var action = EndedAction(ActionTypes.Rebuild, error: "image_gone");

        var draft = DropletEvents.ActionEnded(DropletOf(), action);

        Assert.Equal(EventTypes.DropletActionErrored, draft.Type);
        Assert.Equal(new ActionErrorData("image_gone", "It did not work."), Assert.IsType<DropletEventData>(draft.Data).Error);
    }

    [Fact]
    public void An_action_still_in_progress_has_no_event() =>
        Assert.Throws<InvalidOperationException>(() => DropletEvents.ActionEnded(DropletOf(), StartedAction(ActionTypes.PowerOff)));

    private static Droplet DropletOf(string? userData = null) => Droplet.Order(
        new DropletId(7), VolumeId.New(),
        new DropletOrder(
            AccountId.New(), "web", "nyc3", "s-1vcpu-1gb", 1024, 1, 25, new ImageId(1), "nyc3-01", [], userData, [], [],
            Vpc.Create(AccountId.New(), "nyc3", "net", "", new AddressRange("10.103.0.0", 20), isDefault: true, Now),
            Scrub: true, PublicNetworking: true),
        Now);

    private static Volume VolumeOf(Droplet droplet) => Volume.Order(
        droplet.VolumeId, droplet.AccountId, droplet.Id, Host.Register("nyc3-01", "nyc3", ByteSize.FromMiB(4), 64 * 1024, 100, Now),
        ByteSize.FromMiB(12), Now);

    private static ResourceAction StartedAction(string type) =>
        ResourceAction.Start(new ActionId(9), AccountId.New(), type, ResourceTypes.Droplet, 7, "nyc3", token: null, Now);

    private static ResourceAction EndedAction(string type, string? error = null)
    {
        var action = StartedAction(type);
        if (error is null)
        {
            action.Complete(Now);
        }
        else
        {
            action.Fail(error, "It did not work.", Now);
        }

        return action;
    }
}
