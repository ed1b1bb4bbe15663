using System.Net;
using System.Text.Json.Nodes;
using CloudControl.Domain.Accounts;

namespace CloudControl.Api.Tests.Accounts;

public sealed class ManagedAccountTests(TestApi api) : IClassFixture<TestApi>
{
    [Fact]
    public async Task An_operator_opens_an_account_and_makes_the_token_it_begins_with()
    {
        var client = await OperatorAsync();

        var account = (await client.Post("/v2/accounts", """{"name": "Team A", "email": "a@example.com", "droplet_limit": 3}""")
            .ShouldBeAsync(HttpStatusCode.Created))["account"]!;
        var id = Text(account["id"]);
        Assert.Equal(("Team A", "a@example.com", 3, false),
            (Text(account["name"]), Text(account["email"]), account["droplet_limit"]!.GetValue<int>(), account["operator"]!.GetValue<bool>()));
        var token = (await client.Post($"/v2/accounts/{id}/tokens", """{"name": "first", "scopes": ["*"]}""").ShouldBeAsync(HttpStatusCode.Created))["token"]!;

        var team = api.ClientFor(Text(token["secret"]));
        var self = (await team.Get("/v2/account").ShouldBeAsync(HttpStatusCode.OK))["account"]!;
        Assert.Equal((id, 3), (Text(self["uuid"]), self["droplet_limit"]!.GetValue<int>()));
        await team.Get("/v2/accounts").ShouldBeErrorAsync(HttpStatusCode.Forbidden, "forbidden");
        Assert.Contains(id, (await client.Get("/v2/accounts?per_page=200").ShouldBeAsync(HttpStatusCode.OK))["accounts"]!.AsArray().Select(a => Text(a!["id"])));
        Assert.True(JsonNode.DeepEquals(account, (await client.Get($"/v2/accounts/{id}").ShouldBeAsync(HttpStatusCode.OK))["account"]));
        Assert.Equal(Text(token["id"]), Text(Assert.Single(
            (await client.Get($"/v2/accounts/{id}/tokens").ShouldBeAsync(HttpStatusCode.OK))["tokens"]!.AsArray())!["id"]));

        await client.Delete($"/v2/accounts/{id}/tokens/{Text(token["id"])}").ShouldBeAsync(HttpStatusCode.NoContent);
        await team.Get("/v2/account").ShouldBeErrorAsync(HttpStatusCode.Unauthorized, "unauthorized");
    }

    [Fact]
    public async Task A_customers_token_is_never_for_what_operators_do_and_an_operators_may_be()
    {
        var client = await OperatorAsync();
        await client.Post($"/v2/accounts/{api.Account.Id}/tokens", """{"name": "no", "scopes": ["host:read"]}""")
            .ShouldBeErrorAsync(HttpStatusCode.UnprocessableEntity, "unprocessable_entity");
        var watcher = (await client.Post("/v2/tokens", """{"name": "watcher", "scopes": ["*:read"]}""").ShouldBeAsync(HttpStatusCode.Created))["token"]!;
        var watching = api.ClientFor(Text(watcher["secret"]));

        await watching.Get("/v2/runs").ShouldBeAsync(HttpStatusCode.OK);
        await watching.Post("/v2/accounts", "{}").ShouldBeErrorAsync(
            HttpStatusCode.Forbidden, "forbidden", "You are missing the required permission accounts:create");
    }

    [Theory]
    [InlineData("""{"email": "a@example.com"}""", "name is missing.")]
    [InlineData("""{"name": "a"}""", "email is missing.")]
    [InlineData("""{"name": "a", "email": "nobody"}""", "email is no address.")]
    [InlineData("""{"name": "a", "email": "a@b", "droplet_limit": -1}""", "droplet_limit is between 0 and 1000000.")]
    public async Task An_account_that_cannot_be_is_refused_with_the_reason(string order, string why) =>
        await (await OperatorAsync()).Post("/v2/accounts", order).ShouldBeErrorAsync(HttpStatusCode.UnprocessableEntity, "unprocessable_entity", why);

    [Fact]
    public async Task An_account_that_is_not_there_is_not_found()
    {
        var (client, nobody) = (await OperatorAsync(), $"/v2/accounts/{Guid.NewGuid()}");
        await client.Get(nobody).ShouldBeErrorAsync(HttpStatusCode.NotFound, "not_found");
        await client.Get($"{nobody}/tokens").ShouldBeErrorAsync(HttpStatusCode.NotFound, "not_found");
        await client.Post($"{nobody}/tokens", """{"name": "a", "scopes": ["*"]}""").ShouldBeErrorAsync(HttpStatusCode.NotFound, "not_found");
        await client.Delete($"{nobody}/tokens/{Guid.NewGuid()}").ShouldBeErrorAsync(HttpStatusCode.NotFound, "not_found");
    }

    private static string? Text(JsonNode? node) => node?.GetValue<string>();

    private async Task<HttpClient> OperatorAsync() => api.ClientFor(
        await api.OpenAccountAsync(Account.Open("operator", $"{Guid.NewGuid():n}@example.com", DateTimeOffset.UtcNow, isOperator: true)));
}
