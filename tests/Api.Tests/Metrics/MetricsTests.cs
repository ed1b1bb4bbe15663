using System.Net;
using System.Net.Http.Headers;
using CloudControl.Domain.Accounts;
using CloudControl.Testing;

namespace CloudControl.Api.Tests.Metrics;

public sealed class MetricsTests(TestApi api) : IClassFixture<TestApi>
{
    [Fact]
    public async Task It_is_for_operators()
    {
        await api.Client.Get("/metrics").ShouldBeErrorAsync(HttpStatusCode.Forbidden, "forbidden");
        await api.WithoutToken.Get("/metrics").ShouldBeErrorAsync(HttpStatusCode.Unauthorized, "unauthorized");
    }

    [Fact]
    public async Task It_tells_of_requests_by_route_template_and_never_by_path()
    {
        var token = await api.OpenAccountAsync(Account.Open("scraper", "scraper@example.com", DateTimeOffset.UtcNow, isOperator: true));
        using var scraper = api.ClientFor(token);
        await api.Client.Get("/v2/droplets/4711").ShouldBeErrorAsync(HttpStatusCode.NotFound, "not_found");
        await api.Client.Get("/no/such/4711").ShouldBeErrorAsync(HttpStatusCode.NotFound, "not_found");

        IReadOnlyDictionary<string, double> samples = new Dictionary<string, double>();
        await Eventually.HoldsAsync(async () =>    // a request is counted when it has ended, after its answer
        {
            samples = Exposition.Parse(await ReadAsync(scraper)).Samples;
            return samples.Any(s => s.Key.StartsWith("http_request_duration_seconds_count{method=\"GET\",route=\"/v2/droplets/{", StringComparison.Ordinal)
                && s.Key.EndsWith("status=\"404\"}", StringComparison.Ordinal) && s.Value >= 1);
        });

        Assert.DoesNotContain(samples.Keys, series => series.Contains("4711", StringComparison.Ordinal) || series.Contains("/metrics", StringComparison.Ordinal));
        Assert.Equal(1, samples["cloudcontrol_database_up"]);
        Assert.True(samples["process_resident_memory_bytes"] > 0);
    }

    [Fact]
    public async Task It_can_be_opened_to_whoever_reaches_it()
    {
        using var open = api.ClientWith(("Metrics:Open", "true"));
        open.DefaultRequestHeaders.Authorization = null;
        Exposition.Parse(await ReadAsync(open));
    }

    private static async Task<string> ReadAsync(HttpClient client)
    {
        using var answer = await client.GetAsync(new Uri("/metrics", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(MediaTypeHeaderValue.Parse("text/plain; version=0.0.4; charset=utf-8"), answer.Content.Headers.ContentType);
        return await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }
}
