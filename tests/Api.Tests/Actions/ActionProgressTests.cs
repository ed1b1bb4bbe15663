using System.Net;
using System.Text.Json.Nodes;
using CloudControl.Api.Tests.Droplets;
using CloudControl.Domain.Accounts;
using CloudControl.Domain.Actions;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.Tests.Actions;

public sealed class ActionProgressTests(TestApi api) : IClassFixture<TestApi>
{
    private const string Why = "IOException: pv.img of nyc3-01 is gone";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_action_nobody_has_begun_says_nothing_of_its_progress()
    {
        var action = await OrderAsync(api.Client);

        Assert.Null((await GetAsync(api.Client, action))["progress"]);
    }

    [Fact]
    public async Task An_action_under_way_says_how_far_it_is_wherever_it_is_shown()
    {
        var action = await OrderAsync(api.Client);
        await using (var db = api.OpenDb())
        {
            await db.Database.ExecuteSqlAsync(
                $"update runs set steps_done = 2, steps_total = 6, bytes_done = 1000, bytes_total = 4000 where action_id = {action}", Ct);
        }

        var expected = """{"steps_done":2,"steps_total":6,"bytes_scrubbed":1000,"bytes_to_scrub":4000}""";
        Assert.Equal(expected, (await GetAsync(api.Client, action))["progress"]!.ToJsonString());
        var list = await api.Client.Get("/v2/actions").ShouldBeAsync(HttpStatusCode.OK);
        Assert.Equal(expected, list["actions"]!.AsArray().Single(a => a!["id"]!.GetValue<long>() == action)!["progress"]!.ToJsonString());
    }

    [Fact]
    public async Task An_action_whose_host_is_away_says_that_it_waits_for_it_and_no_longer_once_the_host_is_back()
    {
        var action = await OrderAsync(api.Client);
        await SeenAsync("1 hour");
        var waiting = (await GetAsync(api.Client, action))["waiting"]!;
        Assert.Equal("host_away", waiting["code"]!.GetValue<string>());
        Assert.Contains("goes on when the host is back", waiting["message"]!.GetValue<string>(), StringComparison.Ordinal);

        await SeenAsync("0 seconds");
        Assert.Null((await GetAsync(api.Client, action))["waiting"]);
    }

    [Fact]
    public async Task An_errored_action_tells_its_customer_why_in_words_and_only_an_operator_the_rest()
    {
        var @operator = api.ClientFor(await api.OpenAccountAsync(
            Account.Open("operator", "operator@example.com", DateTimeOffset.UtcNow, isOperator: true)));
        var (customers, operators) = (await OrderAsync(api.Client), await OrderAsync(@operator));
        await FailAsync(customers);
        await FailAsync(operators);

        Assert.Equal("""{"code":"image_unreadable","message":"The image cannot be read."}""", (await GetAsync(api.Client, customers))["error"]!.ToJsonString());
        var full = (await GetAsync(@operator, operators))["error"]!;
        Assert.Equal(("image_unreadable", Why), (full["code"]!.GetValue<string>(), full["detail"]!.GetValue<string>()));
    }

    private async Task SeenAsync(string ago)
    {
        await using var db = api.OpenDb();
        await db.Database.ExecuteSqlAsync($"update hosts set last_seen_at = now() - {ago}::interval", Ct);
    }

    private async Task<long> OrderAsync(HttpClient client)
    {
        await api.EnsureHostAsync();
        var answer = await client.Post("/v2/droplets", DropletClients.Order("web-1")).ShouldBeAsync(HttpStatusCode.Accepted);
        return answer["links"]!["actions"]![0]!["id"]!.GetValue<long>();
    }

    private static async Task<JsonNode> GetAsync(HttpClient client, long action) =>
        (await client.Get($"/v2/actions/{action}").ShouldBeAsync(HttpStatusCode.OK))["action"]!;

    private async Task FailAsync(long id)
    {
        await using var db = api.OpenDb();
        var action = await db.Actions.SingleAsync(a => a.Id == new ActionId(id), Ct);
        action.Fail("image_unreadable", "The image cannot be read.", DateTimeOffset.UtcNow);
        await db.SaveChangesAsync(Ct);
        await db.Database.ExecuteSqlAsync($"update runs set reason = {Why}, steps_done = 0, steps_total = 6 where action_id = {id}", Ct);
    }
}
