using System.Net;
using CloudControl.Domain.Accounts;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.Tests.Droplets;

/// <summary>Room is taken with the order: all of it or none, and never twice. Each test has a region, or an account, to itself.</summary>
public sealed class PlacementTests(TestApi api) : IClassFixture<TestApi>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_full_region_refuses_and_holds_nothing_more()
    {
        await api.EnsureHostAsync("ams3-01", "ams3", disks: 1);
        await api.Client.Post("/v2/droplets", OrderIn("ams3", "first")).ShouldBeAsync(HttpStatusCode.Accepted);

        await api.Client.Post("/v2/droplets", OrderIn("ams3", "second"))
            .ShouldBeErrorAsync(HttpStatusCode.UnprocessableEntity, "unprocessable_entity", "The region has no room for this droplet now.");

        Assert.Equal(DropletClients.ExtentsOfSmallest, await api.HeldExtentsAsync("ams3-01"));
        Assert.Equal(1, await DropletsOnAsync("ams3-01"));
    }

    [Fact]
    public async Task Several_are_placed_all_or_none()
    {
        await api.EnsureHostAsync("lon1-01", "lon1", disks: 1);
        await api.EnsureHostAsync("lon1-02", "lon1", disks: 1);

        await api.Client.Post("/v2/droplets", ThreeIn("lon1"))
            .ShouldBeErrorAsync(HttpStatusCode.UnprocessableEntity, "unprocessable_entity", "The region has no room for this droplet now.");

        Assert.Equal((0, 0), (await api.HeldExtentsAsync("lon1-01"), await api.HeldExtentsAsync("lon1-02")));
        await api.EnsureHostAsync("lon1-03", "lon1", disks: 1);
        await api.Client.Post("/v2/droplets", ThreeIn("lon1")).ShouldBeAsync(HttpStatusCode.Accepted);
        Assert.Equal((1, 1, 1), (await DropletsOnAsync("lon1-01"), await DropletsOnAsync("lon1-02"), await DropletsOnAsync("lon1-03")));
    }

    [Fact]
    public async Task Of_orders_racing_for_the_last_room_exactly_as_many_win_as_there_is_room()
    {
        const int room = 3, orders = 8;
        await api.EnsureHostAsync("sfo3-01", "sfo3", disks: 1);
        await api.EnsureHostAsync("sfo3-02", "sfo3", disks: room - 1);

        var answers = await Task.WhenAll(Enumerable.Range(0, orders).Select(i => api.Client.Post("/v2/droplets", OrderIn("sfo3", $"racer-{i}"))));

        Assert.Equal(room, answers.Count(a => a.StatusCode == HttpStatusCode.Accepted));
        Assert.Equal(orders - room, answers.Count(a => a.StatusCode == HttpStatusCode.UnprocessableEntity));
        Assert.Equal((1, room - 1), (await DropletsOnAsync("sfo3-01"), await DropletsOnAsync("sfo3-02")));
        Assert.Equal((room - 1) * DropletClients.ExtentsOfSmallest, await api.HeldExtentsAsync("sfo3-02"));
    }

    [Fact]
    public async Task The_droplet_limit_holds_when_orders_race_for_the_last_place()
    {
        await api.EnsureHostAsync();
        var small = Account.Open("small", "small@example.com", TimeProvider.System.GetUtcNow(), dropletLimit: 2);
        var client = api.ClientFor(await api.OpenAccountAsync(small));

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => client.Post("/v2/droplets", OrderIn("nyc3", $"limited-{i}"))));

        Assert.Equal(2, answers.Count(a => a.StatusCode == HttpStatusCode.Accepted));
        await client.Post("/v2/droplets", OrderIn("nyc3", "one-more"))
            .ShouldBeErrorAsync(HttpStatusCode.UnprocessableEntity, "unprocessable_entity", "creating this/these droplet(s) will exceed your droplet limit of 2");
    }

    private async Task<int> DropletsOnAsync(string host)
    {
        await using var db = api.OpenDb();
        return await db.Droplets.CountAsync(d => d.HostName == host, Ct);
    }

    private static string OrderIn(string region, string name) => DropletClients.Order(name).Replace("nyc3", region, StringComparison.Ordinal);

    private static string ThreeIn(string region) =>
        OrderIn(region, "x").Replace("\"name\": \"x\"", "\"names\": [\"a\", \"b\", \"c\"]", StringComparison.Ordinal);
}
