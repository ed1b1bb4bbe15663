using System.Net;

namespace CloudControl.Api.Tests.Droplets;

/// <summary>The lists under one droplet.</summary>
public sealed class DropletListsTests(TestApi api) : IClassFixture<TestApi>
{
    [Fact]
    public async Task Neighbors_are_the_callers_other_droplets_on_the_same_host()
    {
        await api.EnsureHostAsync("lon1-01", "lon1");
        await api.EnsureHostAsync("ams3-01", "ams3");
        var (first, second, third) = (await OrderAsync("first", "lon1"), await OrderAsync("second", "lon1"), await OrderAsync("third", "lon1"));
        var elsewhere = await OrderAsync("elsewhere", "ams3");
        await OrderAsync("theirs", "lon1", api.Stranger);

        Assert.Equal([third, second], await NeighborsAsync(first));
        Assert.Equal([third, first], await NeighborsAsync(second));
        Assert.Empty(await NeighborsAsync(elsewhere));
    }

    [Fact]
    public async Task A_neighbor_that_is_destroyed_moved_out()
    {
        await api.EnsureHostAsync("sfo3-01", "sfo3");
        var (stays, leaves) = (await OrderAsync("stays", "sfo3"), await OrderAsync("leaves", "sfo3"));
        await api.EndEventsAsync(leaves, droplet => droplet.PowerOn());
        Assert.Equal([leaves], await NeighborsAsync(stays));

        (await api.Client.Delete($"/v2/droplets/{leaves}")).EnsureSuccessStatusCode();

        Assert.Empty(await NeighborsAsync(stays));
    }

    [Theory]
    [InlineData("kernels")]
    [InlineData("firewalls")]
    [InlineData("snapshots")]
    [InlineData("backups")]
    public async Task What_a_droplet_has_none_of_is_an_empty_list(string kind)
    {
        var id = await api.ActiveDropletAsync();

        var body = await api.Client.Get($"/v2/droplets/{id}/{kind}?page=1&per_page=50").ShouldBeAsync(HttpStatusCode.OK);

        Assert.Empty(body[kind]!.AsArray());
        Assert.Empty(body["links"]!.AsObject());
        Assert.Equal(0, body["meta"]!["total"]!.GetValue<int>());
    }

    private async Task<long> OrderAsync(string name, string region, HttpClient? by = null)
    {
        var order = DropletClients.Order(name).Replace("nyc3", region, StringComparison.Ordinal);
        return (await (by ?? api.Client).Post("/v2/droplets", order).ShouldBeAsync(HttpStatusCode.Accepted))["droplet"]!["id"]!.GetValue<long>();
    }

    private async Task<List<long>> NeighborsAsync(long id)
    {
        var body = await api.Client.Get($"/v2/droplets/{id}/neighbors").ShouldBeAsync(HttpStatusCode.OK);
        return [.. body["droplets"]!.AsArray().Select(d => d!["id"]!.GetValue<long>())];
    }
}
