using System.Net;
using System.Net.Http.Headers;
using CloudControl.Domain.Accounts;
using CloudControl.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace CloudControl.Api.Tests.Http;

/// <summary>Each test has an account, and so a budget, of its own, and a clock that stands unless it is moved.</summary>
public sealed class RateLimitTests(TestApi api) : IClassFixture<TestApi>
{
    private static readonly DateTimeOffset Noon = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider clock = new(Noon);

    [Fact]
    public async Task Every_answer_says_what_is_left_of_the_hour()
    {
        using var client = await ProcessAsync(perHour: 3, perMinute: 250);
        foreach (var left in new[] { "2", "1", "0" })
        {
            using var answer = await client.Get("/v2/account");
            Assert.Equal((HttpStatusCode.OK, "3", left, $"{Noon.AddHours(1).ToUnixTimeSeconds()}"), Told(answer));
        }

        clock.Advance(TimeSpan.FromMinutes(50));
        using var refused = await client.Get("/v2/account");
        Assert.Equal((HttpStatusCode.TooManyRequests, "3", "0", $"{Noon.AddHours(1).ToUnixTimeSeconds()}"), Told(refused));
        Assert.Equal(TimeSpan.FromMinutes(10), refused.Headers.RetryAfter!.Delta);

        clock.Advance(TimeSpan.FromMinutes(10));
        await client.Get("/v2/account").ShouldBeAsync(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_full_minute_is_told_of_until_it_is_over()
    {
        using var client = await ProcessAsync(perHour: 5000, perMinute: 2);
        clock.Advance(TimeSpan.FromSeconds(20));
        await client.Get("/v2/account").ShouldBeAsync(HttpStatusCode.OK);
        await client.Get("/v2/account").ShouldBeAsync(HttpStatusCode.OK);

        using var refused = await client.Get("/v2/account");
        Assert.Equal((HttpStatusCode.TooManyRequests, "2", "0", $"{Noon.AddMinutes(1).ToUnixTimeSeconds()}"), Told(refused));
        Assert.Equal(TimeSpan.FromSeconds(40), refused.Headers.RetryAfter!.Delta);
        await client.Get("/v2/account").ShouldBeErrorAsync(HttpStatusCode.TooManyRequests, "too_many_requests");

        clock.Advance(TimeSpan.FromSeconds(40));
        using var again = await client.Get("/v2/account");
        Assert.Equal((HttpStatusCode.OK, "5000", "4997", $"{Noon.AddHours(1).ToUnixTimeSeconds()}"), Told(again));
    }

    [Fact]
    public async Task Processes_share_a_tokens_limit_and_never_let_through_more()
    {
        const int limit = 60;
        using var first = await ProcessAsync(perHour: 5000, perMinute: limit);
        using var second = Process(first.DefaultRequestHeaders.Authorization!, perHour: 5000, perMinute: limit);

        var answers = new List<HttpStatusCode>();
        for (var round = 0; round < limit; round++)
        {
            using var here = await first.Get("/v2/account");
            using var there = await second.Get("/v2/account");
            answers.AddRange([here.StatusCode, there.StatusCode]);
        }

        Assert.Equal(limit, answers.Count(status => status == HttpStatusCode.OK));
        Assert.Equal(limit, answers.Count(status => status == HttpStatusCode.TooManyRequests));
    }

    [Fact]
    public async Task Requests_at_the_same_time_are_each_counted_once()
    {
        using var client = await ProcessAsync(perHour: 5000, perMinute: 30);

        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => client.Get("/v2/account")));

        Assert.Equal(30, answers.Count(answer => answer.StatusCode == HttpStatusCode.OK));
    }

    [Fact]
    public async Task What_a_minute_did_not_use_goes_back_to_the_hour()
    {
        using var client = await ProcessAsync(perHour: 20, perMinute: 10);
        for (var minute = 0; minute < 6; minute++)
        {
            for (var request = 0; request < 3; request++)     // leases of 1 and 2: never a whole number of them
            {
                await client.Get("/v2/account").ShouldBeAsync(HttpStatusCode.OK);
            }

            clock.Advance(TimeSpan.FromMinutes(1));
        }

        using var answer = await client.Get("/v2/account");
        Assert.Equal((HttpStatusCode.OK, "20", "1", $"{Noon.AddHours(1).ToUnixTimeSeconds()}"), Told(answer));
    }

    [Fact]
    public async Task One_tokens_flood_is_nothing_to_another()
    {
        using var loud = await ProcessAsync(perHour: 1, perMinute: 1);
        await loud.Get("/v2/account").ShouldBeAsync(HttpStatusCode.OK);
        await loud.Get("/v2/account").ShouldBeErrorAsync(HttpStatusCode.TooManyRequests, "too_many_requests");

        using var quiet = await ProcessAsync(perHour: 1, perMinute: 1);
        await quiet.Get("/v2/account").ShouldBeAsync(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_development_profile_counts_but_refuses_nobody()
    {
        using var client = api.ClientWith(Clock, ("environment", "Development"), ("RateLimits:RequestsPerHour", "1"));
        using var first = await client.Get("/v2/account");
        using var second = await client.Get("/v2/account");

        Assert.Equal((HttpStatusCode.OK, "1", "0", $"{Noon.AddHours(1).ToUnixTimeSeconds()}"), Told(second));
    }

    private static (HttpStatusCode Status, string Limit, string Left, string Reset) Told(HttpResponseMessage answer) =>
        (answer.StatusCode, Header(answer, "ratelimit-limit"), Header(answer, "ratelimit-remaining"), Header(answer, "ratelimit-reset"));

    private static string Header(HttpResponseMessage response, string name) => response.Headers.GetValues(name).Single();

    private void Clock(IServiceCollection services) => services.AddSingleton<TimeProvider>(clock);

    private async Task<HttpClient> ProcessAsync(int perHour, int perMinute)
    {
        var account = Account.Open("limited", $"{Guid.NewGuid():n}@example.com", Noon);
        return Process(new AuthenticationHeaderValue("Bearer", await api.OpenAccountAsync(account)), perHour, perMinute);
    }

    private HttpClient Process(AuthenticationHeaderValue token, int perHour, int perMinute)
    {
        var client = api.ClientWith(
            Clock, ("RateLimits:Enabled", "true"), ("RateLimits:RequestsPerHour", $"{perHour}"), ("RateLimits:RequestsPerMinute", $"{perMinute}"));
        client.DefaultRequestHeaders.Authorization = token;
        return client;
    }
}
