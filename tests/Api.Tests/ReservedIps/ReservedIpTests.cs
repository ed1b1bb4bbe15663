using System.Net;
using System.Text.Json.Nodes;
using CloudControl.Api.Tests.Droplets;
using CloudControl.Domain.ReservedIps;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.Tests.ReservedIps;

public sealed class ReservedIpTests(TestApi api) : IClassFixture<TestApi>, IAsyncLifetime
{
    private const string Invalid = "unprocessable_entity";

    public async ValueTask InitializeAsync() => await api.ReleaseAllAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task An_address_is_reserved_in_a_region_and_released_again()
    {
        var made = await api.Client.Post("/v2/reserved_ips/", """{"region": "ams3", "droplet_id": null, "type": "assign"}""").ShouldBeAsync(HttpStatusCode.Accepted);
        var ip = made["reserved_ip"]!;
        var address = ip["ip"]!.GetValue<string>();
        Assert.Equal(("ams3", false, null), (ip["region"]!["slug"]!.GetValue<string>(), ip["locked"]!.GetValue<bool>(), ip["droplet"]));
        Assert.Empty(made["links"]!.AsObject());
        Assert.Equal(address, (await api.ReservedIpAsync(address))["ip"]!.GetValue<string>());
        Assert.Equal([address], await ListAsync(api.Client));

        var reserved = Assert.Single((await api.Client.Get($"/v2/reserved_ips/{address}/actions").ShouldBeAsync(HttpStatusCode.OK))["actions"]!.AsArray())!;
        Assert.Equal(("reserve_ip", "reserved_ip", "completed"), (Text(reserved, "type"), Text(reserved, "resource_type"), Text(reserved, "status")));
        Assert.Equal(address, ReservedIp.AddressOf(reserved["resource_id"]!.GetValue<long>()));

        await api.Client.Delete($"/v2/reserved_ips/{address}").ShouldBeAsync(HttpStatusCode.NoContent);
        await api.Client.Delete($"/v2/reserved_ips/{address}").ShouldBeErrorAsync(HttpStatusCode.NotFound, "not_found");
        await api.Client.Get($"/v2/reserved_ips/{address}").ShouldBeErrorAsync(HttpStatusCode.NotFound, "not_found");
        Assert.Empty(await ListAsync(api.Client));
    }

    [Fact]
    public async Task What_is_released_is_given_out_again_without_its_past()
    {
        var address = await api.ReserveAsync("lon1");
        await api.Client.Delete($"/v2/reserved_ips/{address}").ShouldBeAsync(HttpStatusCode.NoContent);

        var again = await api.Stranger.Post("/v2/reserved_ips", """{"region": "lon1"}""").ShouldBeAsync(HttpStatusCode.Accepted);

        Assert.Equal(address, again["reserved_ip"]!["ip"]!.GetValue<string>());
        Assert.Single((await api.Stranger.Get($"/v2/reserved_ips/{address}/actions").ShouldBeAsync(HttpStatusCode.OK))["actions"]!.AsArray());
        await api.Client.Get($"/v2/reserved_ips/{address}/actions").ShouldBeErrorAsync(HttpStatusCode.NotFound, "not_found");
        Assert.NotEqual(address, await api.ReserveAsync("lon1"));
    }

    [Fact]
    public async Task An_account_has_three_and_no_fourth()
    {
        var account = (await api.Client.Get("/v2/account").ShouldBeAsync(HttpStatusCode.OK))["account"]!;
        Assert.Equal((3, 3), (account["floating_ip_limit"]!.GetValue<int>(), account["reserved_ip_limit"]!.GetValue<int>()));
        var mine = new[] { await api.ReserveAsync(), await api.ReserveAsync(), await api.ReserveAsync() };
        Assert.Equal(3, mine.Distinct().Count());

        await api.Client.Post("/v2/reserved_ips", """{"region": "nyc3"}""").ShouldBeErrorAsync(HttpStatusCode.UnprocessableEntity, Invalid, "You have reached your limit of 3 reserved IPs.");
        await api.Stranger.Post("/v2/reserved_ips", """{"region": "nyc3"}""").ShouldBeAsync(HttpStatusCode.Accepted);
        await api.Client.Delete($"/v2/reserved_ips/{mine[0]}").ShouldBeAsync(HttpStatusCode.NoContent);
        await api.ReserveAsync();
    }

    [Fact]
    public async Task Orders_that_race_for_the_last_one_get_it_once()
    {
        await api.ReserveAsync();
        await api.ReserveAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => api.Client.Post("/v2/reserved_ips", """{"region": "nyc3"}""")));

        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.Accepted);
        Assert.Equal(5, answers.Count(answer => answer.StatusCode == HttpStatusCode.UnprocessableEntity));
    }

    [Fact]
    public async Task It_shows_behind_the_droplets_own_address_and_outlives_it()
    {
        var droplet = await api.ActiveDropletAsync();
        var ip = await api.AssignedIpAsync(droplet);

        Assert.Equal(droplet, (await api.ReservedIpAsync(ip))["droplet"]!["id"]!.GetValue<long>());
        Assert.Equal(["198.18.96.17", ip], await PublicAddressesAsync(droplet));

        await api.Client.Delete($"/v2/droplets/{droplet}").ShouldBeAsync(HttpStatusCode.NoContent);
        var left = await api.ReservedIpAsync(ip);
        Assert.Equal((null, false), (left["droplet"], left["locked"]!.GetValue<bool>()));
    }

    [Fact]
    public async Task Droplets_destroyed_by_tag_leave_theirs_behind()
    {
        var droplet = await api.ActiveDropletAsync(more: """, "tags": ["leaving"]""");
        var ip = await api.AssignedIpAsync(droplet);

        await api.Client.Delete("/v2/droplets?tag_name=leaving").ShouldBeAsync(HttpStatusCode.NoContent);

        Assert.Null((await api.ReservedIpAsync(ip))["droplet"]);
    }

    [Fact]
    public async Task One_that_is_assigned_is_released_all_the_same()
    {
        var droplet = await api.ActiveDropletAsync();
        var ip = await api.AssignedIpAsync(droplet);

        await api.Client.Delete($"/v2/reserved_ips/{ip}").ShouldBeAsync(HttpStatusCode.NoContent);

        Assert.Equal(["198.18.96.17"], await PublicAddressesAsync(droplet));
    }

    [Fact]
    public async Task What_is_somebody_elses_is_not_there()
    {
        var ip = await api.ReserveAsync();
        var droplet = await api.ActiveDropletAsync();
        Assert.Empty(await ListAsync(api.Stranger));
        await api.Stranger.Get($"/v2/reserved_ips/{ip}").ShouldBeErrorAsync(HttpStatusCode.NotFound, "not_found");
        await api.Stranger.Delete($"/v2/reserved_ips/{ip}").ShouldBeErrorAsync(HttpStatusCode.NotFound, "not_found");
        await api.Stranger.Post("/v2/reserved_ips", $$"""{"droplet_id": {{droplet}}}""").ShouldBeErrorAsync(HttpStatusCode.NotFound, "not_found");
        var strangers = (await api.Stranger.Post("/v2/reserved_ips", """{"region": "nyc3"}""").ShouldBeAsync(HttpStatusCode.Accepted))["reserved_ip"]!["ip"];
        await api.Stranger.Post($"/v2/reserved_ips/{strangers}/actions", $$"""{"type": "assign", "droplet_id": {{droplet}}}""").ShouldBeErrorAsync(HttpStatusCode.NotFound, "not_found");
    }

    [Fact]
    public async Task Where_it_is_to_be_must_be_said_and_must_be_somewhere()
    {
        foreach (var body in new[] { "{}", """{"region": ""}""", """{"region": null}""", """{"region": "mars1"}""" })
        {
            await api.Client.Post("/v2/reserved_ips", body).ShouldBeErrorAsync(HttpStatusCode.UnprocessableEntity, Invalid);
        }

        await api.Client.Post("/v2/reserved_ips", """{"droplet_id": 1}""").ShouldBeErrorAsync(HttpStatusCode.NotFound, "not_found");
        await api.Client.Post("/v2/reserved_ips", $$"""{"region": "ams3", "droplet_id": {{await api.ActiveDropletAsync()}}}""")
            .ShouldBeErrorAsync(HttpStatusCode.UnprocessableEntity, Invalid);
        await api.Client.Get("/v2/reserved_ips/no-address").ShouldBeErrorAsync(HttpStatusCode.NotFound, "not_found");
        await using var db = api.OpenDb();
        Assert.Equal(0, await db.Addresses.CountAsync(a => a.Reserved, TestContext.Current.CancellationToken));
    }

    private static string Text(JsonNode node, string member) => node[member]!.GetValue<string>();

    private static async Task<IReadOnlyList<string>> ListAsync(HttpClient client) =>
        [.. (await client.Get("/v2/reserved_ips").ShouldBeAsync(HttpStatusCode.OK))["reserved_ips"]!.AsArray().Select(ip => Text(ip!, "ip"))];

    private async Task<IReadOnlyList<string>> PublicAddressesAsync(long droplet) =>
        [.. (await api.Client.Get($"/v2/droplets/{droplet}").ShouldBeAsync(HttpStatusCode.OK))["droplet"]!["networks"]!["v4"]!.AsArray()
            .Where(network => Text(network!, "type") == "public").Select(network => Text(network!, "ip_address"))];
}
