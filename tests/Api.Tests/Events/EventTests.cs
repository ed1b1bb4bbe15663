using System.Net;
using System.Text.Json.Nodes;
using CloudControl.Domain.Accounts;
using CloudControl.Domain.Events;
using CloudControl.Infrastructure.Events;

namespace CloudControl.Api.Tests.Events;

public sealed class EventTests(TestApi api) : IClassFixture<TestApi>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    [Fact]
    public async Task Reading_on_from_the_last_one_meets_every_event_once_and_in_order()
    {
        var account = Account.Open("busy", "busy@example.com", DateTimeOffset.UtcNow);
        var client = api.ClientFor(await api.OpenAccountAsync(account));
        for (var i = 0; i < 5; i++)
        {
            await HappenAsync(account, i);
        }

        await WaitForAsync(client, 5);

        var (met, next) = (new List<string>(), (string?)"/v2/events?limit=2");
        string? last = null;
        for (var page = 0; next is not null && page < 10; page++)
        {
            var body = await client.Get(next).ShouldBeAsync(HttpStatusCode.OK);
            met.AddRange(body["events"]!.AsArray().Select(e => Text(e!["resource"]!["id"])!));
            last = Text(body["meta"]!["last"]);
            next = body["links"]!["pages"]?["next"] is { } link ? new Uri(Text(link)!).PathAndQuery : null;
        }

        Assert.Equal(["0", "1", "2", "3", "4"], met);
        var nothing = await client.Get($"/v2/events?after={last}").ShouldBeAsync(HttpStatusCode.OK);
        Assert.Empty(nothing["events"]!.AsArray());
        Assert.Equal((last, false), (Text(nothing["meta"]!["last"]), nothing["meta"]!["more"]!.GetValue<bool>()));
    }

    [Fact]
    public async Task An_event_says_what_its_webhook_says()
    {
        var account = Account.Open("quiet", "quiet@example.com", DateTimeOffset.UtcNow);
        var client = api.ClientFor(await api.OpenAccountAsync(account));
        var happened = await HappenAsync(account, 7);

        var shown = (await WaitForAsync(client, 1))["events"]![0]!;

        Assert.Equal(
            (CloudEvent.NameOf(happened.PublicId), EventTypes.ScrubCompleted, "scrub_receipt", "7", 7),
            (Text(shown["id"]), Text(shown["type"]), Text(shown["resource"]!["type"]), Text(shown["resource"]!["id"]), shown["data"]!["number"]!.GetValue<int>()));
    }

    [Fact]
    public async Task Nobody_meets_a_strangers_events_or_reads_on_from_them()
    {
        var happened = await HappenAsync(api.Account, 1);
        await WaitForAsync(api.Client, 1);

        var theirs = await api.Stranger.Get("/v2/events").ShouldBeAsync(HttpStatusCode.OK);
        Assert.Empty(theirs["events"]!.AsArray());
        await api.Stranger.Get($"/v2/events?after={CloudEvent.NameOf(happened.PublicId)}")
            .ShouldBeErrorAsync(HttpStatusCode.UnprocessableEntity, "unprocessable_entity");
    }

    [Theory]
    [InlineData("1")]
    [InlineData("evt_")]
    [InlineData("evt_00000000000000000000000000000000")]
    public async Task An_event_that_never_was_is_no_place_to_read_on_from(string after) =>
        await api.Client.Get($"/v2/events?after={after}").ShouldBeErrorAsync(HttpStatusCode.UnprocessableEntity, "unprocessable_entity");

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("many")]
    [InlineData("99999999999999999999")]
    public async Task A_limit_that_is_none_is_bent_rather_than_refused(string limit) =>
        await api.Client.Get($"/v2/events?after=&limit={limit}").ShouldBeAsync(HttpStatusCode.OK);

    private async Task<CloudEvent> HappenAsync(Account account, int number)
    {
        await using var db = api.OpenDb();
        await using var transaction = await db.Database.BeginTransactionAsync(TestContext.Current.CancellationToken);
        var happened = await EventLog.RecordAsync(
            db, account.Id, EventTypes.ScrubCompleted, "scrub_receipt", $"{number}", new { Number = number }, DateTimeOffset.UtcNow,
            TestContext.Current.CancellationToken);
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        await transaction.CommitAsync(TestContext.Current.CancellationToken);
        return happened;
    }

    /// <summary>Events appear when every transaction that began before theirs has ended, those of other tests on the server included.</summary>
    private static async Task<JsonNode> WaitForAsync(HttpClient client, int count)
    {
        var deadline = DateTimeOffset.UtcNow + Patience;
        while (true)
        {
            var body = await client.Get("/v2/events").ShouldBeAsync(HttpStatusCode.OK);
            if (body["events"]!.AsArray().Count >= count)
            {
                return body;
            }

            Assert.True(DateTimeOffset.UtcNow < deadline, $"{body["events"]!.AsArray().Count} of {count} events appeared");
            await Task.Delay(Look, TestContext.Current.CancellationToken);
        }
    }

    private static string? Text(JsonNode? node) => node?.GetValue<string>();
}
