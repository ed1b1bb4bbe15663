using System.Net;
using System.Text.Json.Nodes;

namespace CloudControl.Api.Tests.Images;

public sealed class ImageTests(TestApi api) : IClassFixture<TestApi>
{
    [Fact]
    public async Task An_image_is_found_by_slug_and_by_id()
    {
        var bySlug = await api.Client.Get("/v2/images/debian-12-x64").ShouldBeAsync(HttpStatusCode.OK);
        var byId = await api.Client.Get($"/v2/images/{bySlug["image"]!["id"]}").ShouldBeAsync(HttpStatusCode.OK);

        Assert.True(JsonNode.DeepEquals(bySlug, byId));
        Assert.Equal("Debian", byId["image"]!["distribution"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("no-such-image")]
    [InlineData("987654321")]
    [InlineData("99999999999999999999")]
    public async Task An_unknown_image_is_not_found(string image) =>
        await api.Client.Get($"/v2/images/{image}").ShouldBeErrorAsync(HttpStatusCode.NotFound, "not_found");

    [Theory]
    [InlineData("", 7)]
    [InlineData("type=distribution", 7)]
    [InlineData("tag_name=", 7)]     // do-wrapper: an empty name is no filter
    [InlineData("type=application", 0)]
    [InlineData("private=true", 0)]
    [InlineData("tag_name=web", 0)]
    public async Task Filters_narrow_the_list(string query, int expected)
    {
        var body = await api.Client.Get($"/v2/images?{query}").ShouldBeAsync(HttpStatusCode.OK);

        Assert.Equal(expected, body["meta"]!["total"]!.GetValue<int>());
        Assert.Equal(expected, body["images"]!.AsArray().Count);
    }
}
