using System.Net;
using System.Text.Json.Nodes;
using CloudControl.Api.Http.Idempotency;
using CloudControl.Api.Tests.Droplets;
using CloudControl.Domain.Accounts;
using CloudControl.Domain.Idempotency;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CloudControl.Api.Tests.Idempotency;

public sealed class IdempotencyKeyTests(TestApi api) : IClassFixture<TestApi>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_request_sent_again_is_answered_byte_for_byte_and_orders_nothing_whichever_process_gets_it()
    {
        await api.EnsureHostAsync();
        using var other = api.ClientWith();
        var key = KeyedPosts.NewKey();

        var first = await api.Client.PostOnceAsync("/v2/droplets", DropletClients.Order("once"), key);
        Assert.Equal(HttpStatusCode.Accepted, first.Status);
        Assert.False(first.Replayed);

        (await other.PostOnceAsync("/v2/droplets", DropletClients.Order("once"), key)).ShouldRepeat(first);
        (await api.Client.PostOnceAsync("/v2/droplets/", DropletClients.Order("once"), $"\"{key}\"")).ShouldRepeat(first);
        Assert.Equal(1, await api.CountDropletsAsync("once"));
    }

    [Fact]
    public async Task A_refusal_is_an_answer_too_with_the_request_id_it_had()
    {
        await api.EnsureHostAsync();
        var key = KeyedPosts.NewKey();
        var order = DropletClients.Order("refused").Replace("debian-12-x64", "no-such-image", StringComparison.Ordinal);

        var first = await api.Client.PostOnceAsync("/v2/droplets", order, key);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, first.Status);

        (await api.Client.PostOnceAsync("/v2/droplets", order, key)).ShouldRepeat(first);
    }

    [Fact]
    public async Task Another_body_or_route_under_the_same_key_is_refused_and_does_nothing()
    {
        await api.EnsureHostAsync();
        var key = KeyedPosts.NewKey();
        var first = await api.Client.PostOnceAsync("/v2/droplets", DropletClients.Order("first"), key);

        foreach (var (path, body) in new[]
        {
            ("/v2/droplets", DropletClients.Order("second")),
            ("/v2/droplets?more=1", DropletClients.Order("first")),
            ("/v2/tags", """{"name": "second"}"""),
        })
        {
            var other = await api.Client.PostOnceAsync(path, body, key);
            Assert.Equal((HttpStatusCode.UnprocessableEntity, "unprocessable_entity"), (other.Status, JsonNode.Parse(other.Body)!["id"]!.GetValue<string>()));
            Assert.False(other.Replayed);
        }

        Assert.Equal(0, await api.CountDropletsAsync("second"));
        await api.Client.Get("/v2/tags/second").ShouldBeErrorAsync(HttpStatusCode.NotFound, "not_found");
        (await api.Client.PostOnceAsync("/v2/droplets", DropletClients.Order("first"), key)).ShouldRepeat(first);
    }

    [Fact]
    public async Task A_key_is_its_tokens_own()
    {
        var key = KeyedPosts.NewKey();
        const string Body = """{"name": "shared"}""";

        var mine = await api.Client.PostOnceAsync("/v2/tags", Body, key);
        var theirs = await api.Stranger.PostOnceAsync("/v2/tags", Body, key);

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.Created), (mine.Status, theirs.Status));
        Assert.False(theirs.Replayed);
    }

    [Theory]
    [InlineData("two words")]
    [InlineData("\"unclosed")]
    [InlineData("\"\"")]
    [InlineData("\"a\" b")]
    [InlineData("schlüssel")]
    public async Task What_is_no_key_is_a_400_and_nothing_happens(string key)
    {
        await api.EnsureHostAsync();
        var answer = await api.Client.PostOnceAsync("/v2/droplets", DropletClients.Order("malformed"), key);

        Assert.Equal((HttpStatusCode.BadRequest, "bad_request"), (answer.Status, JsonNode.Parse(answer.Body)!["id"]!.GetValue<string>()));
        Assert.Equal(0, await api.CountDropletsAsync("malformed"));
    }

    [Fact]
    public async Task A_key_has_255_characters_at_most_and_is_sent_once()
    {
        await api.EnsureHostAsync();
        var longest = new string('k', IdempotencyKey.MaximumLength);

        Assert.Equal(HttpStatusCode.Accepted, await StatusAsync(longest));
        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync(longest + "k"));
        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync("one", "two"));

        async Task<HttpStatusCode> StatusAsync(params string[] keys) =>
            (await api.Client.PostOnceAsync("/v2/droplets", DropletClients.Order("long"), keys)).Status;
    }

    [Fact]
    public async Task A_day_later_the_key_is_new()
    {
        await api.EnsureHostAsync();
        var key = KeyedPosts.NewKey();
        await api.Client.PostOnceAsync("/v2/droplets", DropletClients.Order("daily"), key);

        await AgeAsync(KeptAnswer.Lifetime - TimeSpan.FromHours(1));
        Assert.True((await api.Client.PostOnceAsync("/v2/droplets", DropletClients.Order("daily"), key)).Replayed);
        await AgeAsync(TimeSpan.FromHours(2));
        Assert.False((await api.Client.PostOnceAsync("/v2/droplets", DropletClients.Order("daily"), key)).Replayed);
        Assert.Equal(2, await api.CountDropletsAsync("daily"));
    }

    [Fact]
    public async Task A_secret_shown_once_is_shown_again_but_cannot_be_read_in_the_database()
    {
        var key = KeyedPosts.NewKey();
        const string Body = """{"url": "https://93.184.215.14/hook"}""";
        var first = await api.Client.PostOnceAsync("/v2/webhooks", Body, key);
        var secret = JsonNode.Parse(first.Body)!["webhook"]!["secret"]!.GetValue<string>();

        (await api.Client.PostOnceAsync("/v2/webhooks", Body, key)).ShouldRepeat(first);

        await using var db = api.OpenDb();
        var kept = await db.KeptAnswers.AsNoTracking().ToListAsync(Ct);
        Assert.NotEmpty(kept);
        Assert.DoesNotContain(kept, a => System.Text.Encoding.Latin1.GetString(a.SealedAnswer).Contains(secret, StringComparison.Ordinal));
    }

    /// <summary>What begins a transaction of its own is part of the key's; what only saves is, too.</summary>
    [Theory]
    [InlineData("/v2/vpcs", """{"name": "keyed", "region": "nyc3"}""", "vpcs")]
    [InlineData("/v2/volumes", """{"name": "keyed", "region": "nyc3", "size_gigabytes": 1}""", "volumes")]
    [InlineData("/v2/tags", """{"name": "keyed"}""", "tags")]
    public async Task Whatever_is_created_is_created_once(string path, string body, string member)
    {
        await api.EnsureHostAsync();
        var key = KeyedPosts.NewKey();

        var first = await api.Client.PostOnceAsync(path, body, key);
        Assert.Equal(HttpStatusCode.Created, first.Status);
        (await api.Client.PostOnceAsync(path, body, key)).ShouldRepeat(first);

        var all = (await api.Client.Get($"{path}?per_page=200").ShouldBeAsync(HttpStatusCode.OK))[member]!.AsArray();
        Assert.Single(all, one => one!["name"]!.GetValue<string>() == "keyed");
    }

    [Fact]
    public async Task An_action_sent_again_is_begun_once()
    {
        var droplet = await api.ActiveDropletAsync("acting");
        var key = KeyedPosts.NewKey();

        var first = await api.Client.PostOnceAsync($"/v2/droplets/{droplet}/actions", """{"type": "power_off"}""", key);
        Assert.Equal(HttpStatusCode.Created, first.Status);
        (await api.Client.PostOnceAsync($"/v2/droplets/{droplet}/actions", """{"type": "power_off"}""", key)).ShouldRepeat(first);
    }

    [Fact]
    public async Task Every_post_knows_the_header()
    {
        var all = Account.Open("operator", "operator@example.com", TimeProvider.System.GetUtcNow(), isOperator: true);
        using var client = api.ClientFor(await api.OpenAccountAsync(all));
        var posts = api.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Contains("POST") == true)
            .Select(e => PathOf(e.RoutePattern.RawText!)).Order().ToList();

        Assert.True(posts.Count > 15, $"only {posts.Count} routes");
        foreach (var path in posts)
        {
            var key = KeyedPosts.NewKey();
            var first = await client.PostOnceAsync(path, "{}", key);
            Assert.True((int)first.Status < 500, $"{path}: {first.Status} {first.Body}");
            (await client.PostOnceAsync(path, "{}", key)).ShouldRepeat(first);
        }
    }

    /// <summary>Ids that nothing has.</summary>
    private static string PathOf(string template) => string.Join('/', template.Split('/').Select(segment =>
        !segment.StartsWith('{') ? segment
        : segment.Contains(":guid", StringComparison.Ordinal) ? "0192aaaa-0000-7000-8000-000000000000"
        : "7"));

    private Task AgeAsync(TimeSpan age) => api.SqlAsync($"update kept_answers set kept_at = kept_at - {age}");
}
