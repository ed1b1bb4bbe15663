using System.Net;
using System.Text.Json.Nodes;
using CloudControl.Domain.Accounts;
using CloudControl.Domain.Audit;
using CloudControl.Infrastructure.Audit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace CloudControl.Api.Tests.Audit;

public sealed class AuditTests(TestApi api) : IClassFixture<TestApi>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_call_that_changes_something_is_in_the_log_when_it_is_answered()
    {
        var (account, token, client) = await OpenAsync();
        using var answer = await client.Post("/v2/tags", """{"name": "audited"}""");
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);

        var entry = Assert.Single(await EntriesAsync(client))!;

        Assert.Equal(
            ("POST", "/v2/tags", "/v2/tags", 201, account.Id.Value, token, answer.Headers.GetValues("x-request-id").Single()),
            (Text(entry["method"]), Text(entry["route"]), Text(entry["path"]), entry["status"]!.GetValue<int>(), entry["account_id"]!.GetValue<Guid>(),
                entry["token_id"]!.GetValue<Guid>(), Text(entry["request_id"])));
    }

    [Fact]
    public async Task Reading_leaves_no_entry_and_a_refusal_does()
    {
        var (_, _, client) = await OpenAsync();
        await client.Get("/v2/droplets").ShouldBeAsync(HttpStatusCode.OK);
        await client.Delete("/v2/droplets/999999999").ShouldBeAsync(HttpStatusCode.NotFound);
        await client.Post("/v2/tags", "{}").ShouldBeAsync(HttpStatusCode.UnprocessableEntity);
        await client.Post("/v2/hosts/nyc3-01/drain", "").ShouldBeAsync(HttpStatusCode.Forbidden);

        Assert.Equal(
            ["POST /v2/hosts/{name}/drain /v2/hosts/nyc3-01/drain 403", "POST /v2/tags /v2/tags 422", "DELETE /v2/droplets/{dropletId:long} /v2/droplets/999999999 404"],
            (await EntriesAsync(client)).Select(Line));
    }

    [Fact]
    public async Task The_api_of_2013_changes_by_get_and_its_key_is_not_in_the_log()
    {
        var (account, _, client) = await OpenAsync();
        var key = client.DefaultRequestHeaders.Authorization!.Parameter!;
        await api.WithoutToken.Get($"/v1/droplets/999999999/destroy?client_id=a&api_key={key}").ShouldBeAsync(HttpStatusCode.OK);

        var entry = Assert.Single(await EntriesAsync(client));
        Assert.Equal("GET /v1/droplets/{dropletId:long}/destroy /v1/droplets/999999999/destroy 200", Line(entry));
        await using var db = api.OpenDb();
        var row = await db.AuditEntries.AsNoTracking().SingleAsync(e => e.AccountId == account.Id, Ct);
        Assert.DoesNotContain(key, string.Join(' ', typeof(AuditEntry).GetProperties().Select(p => p.GetValue(row))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whatever_is_in_a_path_its_entry_is_stored()
    {
        var (_, _, client) = await OpenAsync();
        var longest = new string('x', 2 * AuditEntry.MaximumPathLength);
        foreach (var name in new[] { "%ED%A0%80", "%F0%9F%92%A9", longest })
        {
            using var answer = await client.Delete($"/v2/tags/{name}");
            Assert.InRange((int)answer.StatusCode, 400, 499);
        }

        Assert.Equal(3, (await EntriesAsync(client)).Count);
    }

    [Fact]
    public async Task An_account_sees_its_own_calls_and_an_operator_everybodys()
    {
        var (mine, token, client) = await OpenAsync();
        var (_, _, others) = await OpenAsync();
        await client.Post("/v2/tags", """{"name": "mine"}""").ShouldBeAsync(HttpStatusCode.Created);
        await others.Post("/v2/tags", """{"name": "theirs"}""").ShouldBeAsync(HttpStatusCode.Created);
        var operators = api.ClientFor(await api.OpenAccountAsync(Account.Open("operator", "o@example.com", DateTimeOffset.UtcNow, isOperator: true)));

        Assert.Single(await EntriesAsync(client));
        await client.Get("/v2/audit_log/all").ShouldBeErrorAsync(HttpStatusCode.Forbidden, "forbidden");
        Assert.InRange((await EntriesAsync(operators, "/v2/audit_log/all?per_page=200")).Count, 2, 200);
        Assert.All(await EntriesAsync(operators, $"/v2/audit_log/all?account_id={mine.Id}"), entry => Assert.Equal(mine.Id.Value, entry["account_id"]!.GetValue<Guid>()));
        Assert.Single(await EntriesAsync(operators, $"/v2/audit_log/all?token_id={token}"));
        Assert.Empty(await EntriesAsync(client, $"/v2/audit_log?token_id={Guid.NewGuid()}"));
    }

    [Theory]
    [InlineData("update audit_entries set status = 200")]
    [InlineData("delete from audit_entries")]
    [InlineData("truncate audit_entries")]
    public async Task An_entry_is_never_changed_or_taken_away(string sql)
    {
        await using var db = api.OpenDb();
        await api.Client.Post("/v2/tags", "{}").ShouldBeAsync(HttpStatusCode.UnprocessableEntity);

        var refused = await Assert.ThrowsAsync<PostgresException>(() => db.Database.ExecuteSqlRawAsync(sql, Ct));

        Assert.Equal("audit entries are never changed", refused.MessageText);
    }

    [Fact]
    public async Task What_is_older_than_operators_keep_it_goes()
    {
        var (account, _, client) = await OpenAsync();
        await using (var db = api.OpenDb())
        {
            db.AddRange(Entry(account, DateTimeOffset.UtcNow.AddDays(-366)), Entry(account, DateTimeOffset.UtcNow.AddDays(-364)));
            await db.SaveChangesAsync(Ct);
        }

        var deleted = await api.Services.GetServices<IHostedService>().OfType<AuditRetention>().Single().CleanAsync(Ct);

        Assert.Equal(1, deleted);
        Assert.Single(await EntriesAsync(client));
    }

    private static AuditEntry Entry(Account account, DateTimeOffset at) => new()
    {
        Id = Guid.NewGuid(),
        At = at,
        AccountId = account.Id,
        TokenId = TokenId.New(),
        Method = "POST",
        Route = "/v2/tags",
        Path = "/v2/tags",
        Status = 201,
        RequestId = Guid.NewGuid(),
        Address = "192.0.2.1",
    };

    private static string Line(JsonNode entry) => $"{entry["method"]} {entry["route"]} {entry["path"]} {entry["status"]}";

    private static string? Text(JsonNode? node) => node?.GetValue<string>();

    private static async Task<IReadOnlyList<JsonNode>> EntriesAsync(HttpClient client, string path = "/v2/audit_log") =>
        [.. (await client.Get(path).ShouldBeAsync(HttpStatusCode.OK))["audit_entries"]!.AsArray().Select(entry => entry!)];

    private async Task<(Account Account, Guid Token, HttpClient Client)> OpenAsync()
    {
        var account = Account.Open("audited", $"{Guid.NewGuid():n}@example.com", DateTimeOffset.UtcNow);
        var client = api.ClientFor(await api.OpenAccountAsync(account));
        await using var db = api.OpenDb();
        var token = await db.Tokens.Where(t => t.AccountId == account.Id).Select(t => t.Id).SingleAsync(Ct);
        return (account, token.Value, client);
    }
}
