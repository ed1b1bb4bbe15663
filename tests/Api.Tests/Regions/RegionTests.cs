using System.Net;

namespace CloudControl.Api.Tests.Regions;

public sealed class RegionTests(TestApi api) : IClassFixture<TestApi>
{
    [Fact]
    public async Task Regions_list_what_can_be_ordered_there()
    {
        var body = await api.Client.Get("/v2/regions").ShouldBeAsync(HttpStatusCode.OK);

        var nyc3 = body["regions"]!.AsArray().Single(r => r!["slug"]!.GetValue<string>() == "nyc3")!;
        Assert.Contains("s-1vcpu-1gb", nyc3["sizes"]!.AsArray().Select(s => s!.GetValue<string>()));
        Assert.Equal(7, body["meta"]!["total"]!.GetValue<int>());
        Assert.Null(body["links"]!["pages"]);
    }
}
