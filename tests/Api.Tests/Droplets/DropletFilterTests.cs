using System.Net;

namespace CloudControl.Api.Tests.Droplets;

public sealed class DropletFilterTests(TestApi api) : IClassFixture<TestApi>
{
    [Fact]
    public async Task Filters_narrow_the_list_together_and_its_order_stays()
    {
        await api.EnsureHostAsync("ams3-01", "ams3");
        var (first, second) = (await api.ActiveDropletAsync("one", """, "tags": ["red", "big"]"""), await api.ActiveDropletAsync("two", """, "tags": ["red"]"""));
        await api.EndEventsAsync(second, droplet => droplet.PowerOff());
        var far = await OrderAsync("far", "ams3", """, "tags": ["red", "big"]""");

        Assert.Equal([far, second, first], await ListAsync("tag_name=red"));
        Assert.Equal([far, first], await ListAsync("tag_name=red&tag_name=big"));
        Assert.Equal([far, first], await ListAsync("tag_name=red,big"));
        Assert.Equal([first], await ListAsync("tag_name=red,big&region=nyc3"));
        Assert.Equal([second], await ListAsync("status=off"));
        Assert.Equal([far, second], await ListAsync("status=off,new"));
        Assert.Equal([far, second], await ListAsync("status=off&status=new"));
        Assert.Equal([far], await ListAsync("region=ams3"));
        Assert.Equal([far, second, first], await ListAsync("region=ams3,nyc3&type=droplets"));
        Assert.Equal([second], await ListAsync("name=TWO&tag_name=red&status=off&region=nyc3"));
        Assert.Empty(await ListAsync("status=archive"));
        Assert.Equal([far, second, first], await ListAsync("status=&region=&name=&type=&tag_name="));     // an empty word is none: do-wrapper
        Assert.Equal([second], await ListAsync("tag_name=red&per_page=1&page=2"));
    }

    [Theory]
    [InlineData("status=running", "status cannot be 'running', only active, archive, new, off")]
    [InlineData("status=active,", null)]
    [InlineData("region=atlantis", "region cannot be 'atlantis'")]
    [InlineData("type=cats", "type cannot be 'cats', only droplets, gpus")]
    [InlineData("tag_name=1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21", "a filter takes at most 20 words")]
    public async Task A_filter_that_means_nothing_is_refused_and_not_ignored(string query, string? why)
    {
        if (why is null)
        {
            await api.Client.Get($"/v2/droplets?{query}").ShouldBeAsync(HttpStatusCode.OK);
            return;
        }

        var error = await api.Client.Get($"/v2/droplets?{query}").ShouldBeAsync(HttpStatusCode.UnprocessableEntity);
        Assert.Contains(why, error["message"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    private async Task<long> OrderAsync(string name, string region, string more) =>
        (await api.Client.Post("/v2/droplets", DropletClients.Order(name, more).Replace("nyc3", region, StringComparison.Ordinal)).ShouldBeAsync(HttpStatusCode.Accepted))["droplet"]!["id"]!.GetValue<long>();

    private async Task<List<long>> ListAsync(string query)
    {
        var body = await api.Client.Get($"/v2/droplets?{query}").ShouldBeAsync(HttpStatusCode.OK);
        return [.. body["droplets"]!.AsArray().Select(d => d!["id"]!.GetValue<long>())];
    }
}
