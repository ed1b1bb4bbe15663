using System.Net;
using CloudControl.Api.Tests.Droplets;

namespace CloudControl.Api.Tests.Http;

/// <summary>Text that no column holds is the caller's to mend, wherever it stands: a 4xx, never a 500.</summary>
public sealed class HostileTextTests(TestApi api) : IClassFixture<TestApi>
{
    [Theory]
    [InlineData("/v2/droplets?tag_name=%00")]
    [InlineData("/v2/droplets?name=a%00b")]
    public async Task A_nul_in_a_query(string path) =>
        await api.Client.Get(path).ShouldBeErrorAsync(HttpStatusCode.UnprocessableEntity, "unprocessable_entity");

    [Theory]
    [InlineData(""", "user_data": "a\u0000b" """)]
    [InlineData(""", "ssh_keys": ["\u0000"]""")]
    [InlineData(""", "tags": ["\u0000"]""")]
    [InlineData(""", "user_data": "\ud800" """)]
    [InlineData(""", "tags": ["\udfff"]""")]
    public async Task A_nul_or_half_a_character_in_a_body(string more)
    {
        await api.EnsureHostAsync();

        await api.Client.Post("/v2/droplets", DropletClients.Order("x", more)).ShouldBeErrorAsync(HttpStatusCode.UnprocessableEntity, "unprocessable_entity");
    }

    [Fact]
    public async Task Half_a_character_in_a_word_about_scrubbing()
    {
        var id = await api.ActiveDropletAsync();

        using var answer = await api.Client.Delete($"/v2/droplets/{id}", """{"scrub": "\ud800"}""");

        Assert.InRange((int)answer.StatusCode, 400, 422);
        await api.Client.Get($"/v2/droplets/{id}").ShouldBeAsync(HttpStatusCode.OK);
    }
}
