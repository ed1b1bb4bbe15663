using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using CloudControl.Domain.Accounts;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.Tests.Tokens;

public sealed class TokenTests(TestApi api) : IClassFixture<TestApi>
{
    private const string Invalid = "unprocessable_entity";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_token_shows_its_secret_once_and_works_until_it_is_revoked_in_every_process()
    {
        var made = await CreateAsync(api.Client, """{"name": "ci", "scopes": ["*"]}""");
        Assert.Equal(("ci", "*"), (Text(made["name"]), Text(Assert.Single(made["scopes"]!.AsArray()))));
        Assert.Null(made["expires_at"]);
        var here = api.ClientFor(Text(made["secret"]));
        using var there = api.ClientWith();
        there.DefaultRequestHeaders.Authorization = here.DefaultRequestHeaders.Authorization;
        await here.Get("/v2/account").ShouldBeAsync(HttpStatusCode.OK);
        await there.Get("/v2/account").ShouldBeAsync(HttpStatusCode.OK);

        var shown = (await api.Client.Get($"/v2/tokens/{Text(made["id"])}").ShouldBeAsync(HttpStatusCode.OK))["token"]!;
        Assert.Null(shown["secret"]);
        Assert.NotNull(shown["last_used_at"]);
        Assert.DoesNotContain(Text(made["secret"])!, (await api.Client.Get("/v2/tokens?per_page=200").ShouldBeAsync(HttpStatusCode.OK)).ToJsonString(), StringComparison.Ordinal);

        await there.Delete($"/v2/tokens/{Text(made["id"])}").ShouldBeAsync(HttpStatusCode.NoContent);     // itself
        await here.Get("/v2/account").ShouldBeErrorAsync(HttpStatusCode.Unauthorized, "unauthorized");
        await there.Get("/v2/account").ShouldBeErrorAsync(HttpStatusCode.Unauthorized, "unauthorized");
        await api.Client.Get($"/v2/tokens/{Text(made["id"])}").ShouldBeErrorAsync(HttpStatusCode.NotFound, "not_found");
        await api.Client.Delete($"/v2/tokens/{Text(made["id"])}").ShouldBeErrorAsync(HttpStatusCode.NotFound, "not_found");
    }

    [Fact]
    public async Task A_token_begets_none_that_can_do_more_or_lives_longer()
    {
        var end = DateTimeOffset.UtcNow.AddDays(1);
        var made = await CreateAsync(api.Client, Order(end, "token:create", "droplet:read"));
        var narrow = api.ClientFor(Text(made["secret"]));

        await narrow.Post("/v2/tokens", Order(null, "droplet:create")).ShouldBeErrorAsync(
            HttpStatusCode.Forbidden, "forbidden", "You cannot grant droplet:create: your own token does not have it.");
        foreach (var more in new[] { "*", "droplet:*", "*:read" })
        {
            await narrow.Post("/v2/tokens", Order(null, more)).ShouldBeErrorAsync(HttpStatusCode.Forbidden, "forbidden");
        }

        await narrow.Post("/v2/tokens", Order(end.AddMinutes(1), "droplet:read")).ShouldBeErrorAsync(HttpStatusCode.Forbidden, "forbidden");
        var child = await CreateAsync(narrow, Order(null, "droplet:read"));
        Assert.Equal(made["expires_at"]!.GetValue<string>(), child["expires_at"]!.GetValue<string>());
        await api.ClientFor(Text(child["secret"])).Get("/v2/droplets").ShouldBeAsync(HttpStatusCode.OK);
    }

    [Fact]
    public async Task An_expired_token_is_refused_and_stays_listed()
    {
        var made = await CreateAsync(api.Client, Order(DateTimeOffset.UtcNow.AddDays(1), "droplet:read"));
        var client = api.ClientFor(Text(made["secret"]));
        await client.Get("/v2/droplets").ShouldBeAsync(HttpStatusCode.OK);

        await ExecuteAsync($"update api_tokens set expires_at = now() - interval '1 second' where id = {IdOf(made)}");

        await client.Get("/v2/droplets").ShouldBeErrorAsync(HttpStatusCode.Unauthorized, "unauthorized");
        await api.Client.Get($"/v2/tokens/{Text(made["id"])}").ShouldBeAsync(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_use_is_written_down_when_the_last_one_is_older_than_a_minute()
    {
        var made = await CreateAsync(api.Client, """{"name": "used", "scopes": ["account:read"]}""");
        var client = api.ClientFor(Text(made["secret"]));
        var started = DateTimeOffset.UtcNow.AddSeconds(-1);
        await client.Get("/v2/account").ShouldBeAsync(HttpStatusCode.OK);
        Assert.InRange(await LastUseAsync(made), started, DateTimeOffset.UtcNow.AddSeconds(1));

        await ExecuteAsync($"update api_tokens set last_used_at = now() - interval '1 hour' where id = {IdOf(made)}");
        await client.Get("/v2/account").ShouldBeAsync(HttpStatusCode.OK);
        Assert.InRange(await LastUseAsync(made), started, DateTimeOffset.UtcNow.AddSeconds(1));

        await ExecuteAsync($"update api_tokens set last_used_at = now() + interval '1 hour' where id = {IdOf(made)}");
        await client.Get("/v2/account").ShouldBeAsync(HttpStatusCode.OK);
        Assert.InRange(await LastUseAsync(made), DateTimeOffset.UtcNow.AddMinutes(30), DateTimeOffset.UtcNow.AddMinutes(90));
    }

    [Theory]
    [InlineData("""{"scopes": ["*"]}""", "name is missing.")]
    [InlineData("""{"name": "a"}""", "scopes is missing; [\"*\"] asks for everything.")]
    [InlineData("""{"name": "a", "scopes": []}""", "scopes is missing; [\"*\"] asks for everything.")]
    [InlineData("""{"name": "a", "scopes": [null]}""", "scopes holds something that is no scope.")]
    [InlineData("""{"name": "a", "scopes": ["droplet:fly"]}""", "scopes holds droplet:fly, which is unknown.")]
    [InlineData("""{"name": "a", "scopes": ["host:read"]}""", "scopes holds host:read, which is unknown.")]
    [InlineData("""{"name": "a", "scopes": ["*"], "expires_at": "2020-01-01T00:00:00Z"}""", "expires_at must be in the future.")]
    public async Task What_cannot_be_is_refused_with_the_reason(string order, string why) =>
        await api.Client.Post("/v2/tokens", order).ShouldBeErrorAsync(HttpStatusCode.UnprocessableEntity, Invalid, why);

    [Fact]
    public async Task An_account_has_so_many_tokens_and_no_more_however_many_are_asked_for_at_once()
    {
        var crowded = Account.Open("crowded", "crowded@example.com", DateTimeOffset.UtcNow);
        var client = api.ClientFor(await api.OpenAccountAsync(crowded));
        await using (var db = api.OpenDb())
        {
            db.AddRange(Enumerable.Range(0, ApiToken.MaximumPerAccount - 2).Select(_ => ApiToken.Issue(crowded.Id, "one of many", DateTimeOffset.UtcNow).Token));
            await db.SaveChangesAsync(Ct);
        }

        var answers = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => client.Post("/v2/tokens", """{"name": "last", "scopes": ["*"]}""")));

        Assert.Equal([201, 422, 422], answers.Select(a => (int)a.StatusCode).Order());
    }

    private static string Order(DateTimeOffset? end, params string[] scopes) => new JsonObject
    {
        ["name"] = "a token",
        ["scopes"] = new JsonArray([.. scopes.Select(scope => JsonValue.Create(scope))]),
        ["expires_at"] = end?.ToString("O", CultureInfo.InvariantCulture),
    }.ToJsonString();

    private static async Task<JsonNode> CreateAsync(HttpClient client, string order) =>
        (await client.Post("/v2/tokens", order).ShouldBeAsync(HttpStatusCode.Created))["token"]!;

    private static Guid IdOf(JsonNode token) => token["id"]!.GetValue<Guid>();

    private static string? Text(JsonNode? node) => node?.GetValue<string>();

    private async Task ExecuteAsync(FormattableString sql)
    {
        await using var db = api.OpenDb();
        await db.Database.ExecuteSqlAsync(sql, Ct);
    }

    private async Task<DateTimeOffset> LastUseAsync(JsonNode token)
    {
        var id = new TokenId(IdOf(token));
        await using var db = api.OpenDb();
        return (await db.Tokens.AsNoTracking().SingleAsync(t => t.Id == id, Ct)).LastUsedAt!.Value;
    }
}
