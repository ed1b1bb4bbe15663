using System.Net;
using System.Text.Json.Nodes;
using CloudControl.Domain.Accounts;
using CloudControl.Domain.Events;
using CloudControl.Infrastructure.Events;
using CloudControl.Testing;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.Tests.Events;

public sealed class EventStreamTests(TestApi api) : IClassFixture<TestApi>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_event_comes_when_it_happens_and_a_strangers_does_not()
    {
        var (mine, token) = await OpenAsync("mine");
        var (theirs, _) = await OpenAsync("theirs");
        await HappenAsync(mine, 0);     // before the stream: it is not told
        await using var stream = await EventReader.OpenAsync(api.StreamingClient(token), "/v2/events/stream");

        await HappenAsync(theirs, 1);
        var happened = await HappenAsync(mine, 2);

        var (id, type, data) = await stream.NextAsync();
        Assert.Equal((CloudEvent.NameOf(happened.PublicId), EventTypes.ScrubCompleted), (id, type));
        Assert.Equal(("2", 1), (data["resource"]!["id"]!.GetValue<string>(), data["sequence"]!.GetValue<int>()));
        Assert.Equal(id, data["id"]!.GetValue<string>());
    }

    [Fact]
    public async Task Who_comes_back_with_its_last_id_misses_nothing()
    {
        var (mine, token) = await OpenAsync("returning");
        var client = api.StreamingClient(token);
        var known = CloudEvent.NameOf((await HappenAsync(mine, 1)).PublicId);
        await HappenAsync(mine, 2);
        await HappenAsync(mine, 3);

        await using var byQuery = await EventReader.OpenAsync(client, $"/v2/events/stream?after={known}");
        await using var byHeader = await EventReader.OpenAsync(client, "/v2/events/stream?after=evt_0", lastEventId: known);
        foreach (var stream in new[] { byQuery, byHeader })
        {
            Assert.Equal(["2", "3"], [ResourceOf(await stream.NextAsync()), ResourceOf(await stream.NextAsync())]);
        }
    }

    [Fact]
    public async Task A_stream_with_nothing_to_tell_gives_signs_of_life()
    {
        var client = api.StreamingClient(api.Token, ("Waiting:HeartbeatSeconds", "0.05"));
        await using var stream = await EventReader.OpenAsync(client, "/v2/events/stream");

        Assert.Equal(": still here", await stream.NextCommentAsync());
        Assert.Equal(": still here", await stream.NextCommentAsync());
    }

    [Fact]
    public async Task A_stream_ends_with_its_token_and_tells_nothing_after()
    {
        var (mine, token) = await OpenAsync("revoked");
        await using var stream = await EventReader.OpenAsync(api.StreamingClient(token, ("Waiting:HeartbeatSeconds", "0.05")), "/v2/events/stream");
        Assert.Equal(": still here", await stream.NextCommentAsync());

        await using (var db = api.OpenDb())
        {
            await db.Tokens.Where(t => t.AccountId == mine.Id).ExecuteUpdateAsync(set => set.SetProperty(t => t.RevokedAt, DateTimeOffset.UtcNow), Ct);
        }

        await HappenAsync(mine, 1);
        Assert.DoesNotContain("event:", await stream.EndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_account_has_its_share_of_streams_and_one_that_ended_makes_room()
    {
        var client = api.StreamingClient(api.Token, ("Waiting:StreamsPerAccount", "1"));
        await using (await EventReader.OpenAsync(client, "/v2/events/stream"))
        {
            using var second = await client.Get("/v2/events/stream");
            Assert.Equal((HttpStatusCode.TooManyRequests, true), (second.StatusCode, second.Headers.RetryAfter is not null));
        }

        await Eventually.HoldsAsync(async () =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/v2/events/stream");
            using var next = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Ct);
            return next.StatusCode == HttpStatusCode.OK;
        });
    }

    [Fact]
    public async Task A_place_that_never_was_is_refused() => await api.Client.Get("/v2/events/stream?after=evt_1")
        .ShouldBeErrorAsync(HttpStatusCode.UnprocessableEntity, "unprocessable_entity");

    [Fact]
    public async Task A_stream_ends_with_its_process()
    {
        var (client, process) = api.StreamingProcess(api.Token);
        await using var stream = await EventReader.OpenAsync(client, "/v2/events/stream");

        process.StopApplication();

        await stream.EndAsync();
    }

    private static string ResourceOf((string Id, string Type, JsonNode Data) happened) => happened.Data["resource"]!["id"]!.GetValue<string>();

    private async Task<(Account Account, string Token)> OpenAsync(string name)
    {
        var account = Account.Open(name, $"{name}@example.com", DateTimeOffset.UtcNow);
        return (account, await api.OpenAccountAsync(account));
    }

    private async Task<CloudEvent> HappenAsync(Account account, int number)
    {
        await using var db = api.OpenDb();
        await using var transaction = await db.Database.BeginTransactionAsync(Ct);
        var happened = await EventLog.RecordAsync(
            db, account.Id, EventTypes.ScrubCompleted, "scrub_receipt", $"{number}", new { Number = number }, DateTimeOffset.UtcNow, Ct);
        await db.SaveChangesAsync(Ct);
        await transaction.CommitAsync(Ct);
        return happened;
    }

    /// <summary>A reader of one stream: lines as they come, each waited for with a deadline.</summary>
    private sealed class EventReader(HttpResponseMessage answer, StreamReader lines) : IAsyncDisposable
    {
        public static async Task<EventReader> OpenAsync(HttpClient client, string path, string? lastEventId = null)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            if (lastEventId is not null)
            {
                request.Headers.Add("Last-Event-ID", lastEventId);
            }

            var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Ct);
            Assert.Equal((HttpStatusCode.OK, "text/event-stream"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
            var reader = new EventReader(answer, new StreamReader(await answer.Content.ReadAsStreamAsync(Ct)));
            Assert.StartsWith(":", await reader.NextLineAsync(), StringComparison.Ordinal);     // it listens by now
            return reader;
        }

        public async Task<(string Id, string Type, JsonNode Data)> NextAsync()
        {
            var id = await FieldAsync("id: ");
            return (id, await FieldAsync("event: "), JsonNode.Parse(await FieldAsync("data: "))!);
        }

        public Task<string> NextCommentAsync() => MatchingAsync(line => line.StartsWith(':'));

        /// <summary>Everything up to the end.</summary>
        public Task<string> EndAsync() => lines.ReadToEndAsync(Ct).WaitAsync(Patience, Ct);

        public ValueTask DisposeAsync()
        {
            lines.Dispose();
            answer.Dispose();
            return ValueTask.CompletedTask;
        }

        private async Task<string> FieldAsync(string name) =>
            (await MatchingAsync(line => line.StartsWith(name, StringComparison.Ordinal)))[name.Length..];

        private async Task<string> MatchingAsync(Func<string, bool> wanted)
        {
            string line;
            do
            {
                line = await NextLineAsync();
            }
            while (!wanted(line));

            return line;
        }

        private async Task<string> NextLineAsync() =>
            await lines.ReadLineAsync(Ct).AsTask().WaitAsync(Patience, Ct) ?? throw new EndOfStreamException("the stream ended");
    }
}
