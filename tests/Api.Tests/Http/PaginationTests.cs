using System.Net;
using System.Text.Json.Nodes;

namespace CloudControl.Api.Tests.Http;

public sealed class PaginationTests(TestApi api) : IClassFixture<TestApi>
{
    [Fact]
    public async Task A_middle_page_links_to_all_the_others_on_the_clients_own_host()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v2/regions?per_page=2&page=2&tag_name=a%20b");
        request.Headers.Host = "cloud.example:8443";

        var body = await api.Client.SendAsync(request, TestContext.Current.CancellationToken).ShouldBeAsync(HttpStatusCode.OK);

        const string start = "http://cloud.example:8443/v2/regions?tag_name=a%20b";
        var pages = body["links"]!["pages"]!;
        Assert.Equal($"{start}&page=1&per_page=2", Text(pages["first"]));
        Assert.Equal($"{start}&page=1&per_page=2", Text(pages["prev"]));
        Assert.Equal($"{start}&page=3&per_page=2", Text(pages["next"]));
        Assert.Equal($"{start}&page=4&per_page=2", Text(pages["last"]));
        Assert.Equal(2, body["regions"]!.AsArray().Count);
    }

    [Fact]
    public async Task The_first_and_the_last_page_link_only_inward()
    {
        var first = (await api.Client.Get("/v2/regions?per_page=4").ShouldBeAsync(HttpStatusCode.OK))["links"]!["pages"]!.AsObject();
        var last = (await api.Client.Get("/v2/regions?per_page=4&page=2").ShouldBeAsync(HttpStatusCode.OK))["links"]!["pages"]!.AsObject();

        Assert.Equal(["next", "last"], first.Select(p => p.Key));
        Assert.Equal(["first", "prev"], last.Select(p => p.Key));
    }

    [Fact]
    public async Task Following_next_from_the_first_page_meets_every_row_once()
    {
        var (slugs, next) = (new List<string>(), (string?)"/v2/regions?per_page=3");
        for (var page = 0; next is not null && page < 10; page++)
        {
            var body = await api.Client.Get(next).ShouldBeAsync(HttpStatusCode.OK);
            slugs.AddRange(body["regions"]!.AsArray().Select(r => Text(r!["slug"])!));
            next = body["links"]!["pages"]?["next"] is { } link ? new Uri(Text(link)!).PathAndQuery : null;
        }

        Assert.Equal(["ams3", "lon1", "nyc1", "nyc2", "nyc3", "sfo3", "tor1"], slugs);
    }

    [Theory]
    [InlineData("page=0&per_page=0", 1)]
    [InlineData("page=-3&per_page=1000", 7)]
    [InlineData("page=x&per_page=", 7)]
    [InlineData("page=99999999999999999999&per_page=99999999999999999999", 7)]
    [InlineData("page=9223372036854775807&per_page=200", 0)]
    public async Task Numbers_that_make_no_page_are_bent_rather_than_refused(string query, int expected)
    {
        var body = await api.Client.Get($"/v2/regions?{query}").ShouldBeAsync(HttpStatusCode.OK);

        Assert.Equal(expected, body["regions"]!.AsArray().Count);
    }

    private static string? Text(JsonNode? node) => node?.GetValue<string>();
}
