using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using CloudControl.Api.Tests.Droplets;
using CloudControl.Domain.Actions;
using CloudControl.Testing;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.Tests.Actions;

public sealed class WaitForActionTests(TestApi api) : IClassFixture<TestApi>
{
    /// <summary>Far less than the waits below: whoever answers this soon was woken.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_waits_is_answered_when_the_action_ends()
    {
        var (droplet, action) = await OrderAsync();
        var watch = Stopwatch.StartNew();
        var waiting = new[] { $"/v2/actions/{action}?wait=60", $"/v2/droplets/{droplet}/actions/{action}?wait=60" }
            .Select(path => api.Client.Get(path).ShouldBeAsync(HttpStatusCode.OK)).ToArray();

        await EndAsync(action);

        foreach (var answer in await Task.WhenAll(waiting))
        {
            Assert.Equal("completed", StatusOf(answer));
        }

        Assert.True(watch.Elapsed < Soon, $"the answers came after {watch.Elapsed}");
    }

    [Fact]
    public async Task An_action_that_has_ended_is_answered_at_once()
    {
        var (_, action) = await OrderAsync();
        await EndAsync(action);
        var watch = Stopwatch.StartNew();

        Assert.Equal("completed", StatusOf(await api.Client.Get($"/v2/actions/{action}?wait=60").ShouldBeAsync(HttpStatusCode.OK)));
        Assert.True(watch.Elapsed < Soon, $"the answer came after {watch.Elapsed}");
    }

    [Fact]
    public async Task An_action_that_does_not_end_in_time_is_answered_as_it_is()
    {
        var (_, action) = await OrderAsync();
        var watch = Stopwatch.StartNew();

        Assert.Equal("in-progress", StatusOf(await api.Client.Get($"/v2/actions/{action}?wait=1").ShouldBeAsync(HttpStatusCode.OK)));
        Assert.True(watch.Elapsed >= TimeSpan.FromSeconds(1), $"the answer came after {watch.Elapsed}");
    }

    [Theory]
    [InlineData("0")]
    [InlineData("61")]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("soon")]
    [InlineData("99999999999999999999")]
    public async Task A_wait_outside_its_limits_is_refused(string wait)
    {
        var (droplet, action) = await OrderAsync();

        foreach (var path in new[] { $"/v2/actions/{action}", $"/v2/droplets/{droplet}/actions/{action}" })
        {
            await api.Client.Get($"{path}?wait={wait}").ShouldBeErrorAsync(
                HttpStatusCode.UnprocessableEntity, "unprocessable_entity", "wait must be a whole number of seconds from 1 to 60.");
        }
    }

    [Fact]
    public async Task Nobody_waits_for_a_strangers_action()
    {
        var (_, action) = await OrderAsync();

        await api.Stranger.Get($"/v2/actions/{action}?wait=60").ShouldBeErrorAsync(HttpStatusCode.NotFound, "not_found");
    }

    [Fact]
    public async Task One_token_has_its_share_of_places_and_a_place_left_is_free_again()
    {
        var client = api.ClientWith(("Waiting:ActionsPerToken", "1"));
        var (_, action) = await OrderAsync();

        // Two at one time: whichever comes second finds the only place taken. A slow machine may keep them apart; then two more are tried.
        await Eventually.HoldsAsync(async () =>
        {
            var path = $"/v2/actions/{action}?wait=2";
            var answers = await Task.WhenAll(client.Get(path), client.Get(path));
            return answers.Any(a => a.StatusCode == HttpStatusCode.OK)
                && answers.Any(a => a.StatusCode == HttpStatusCode.TooManyRequests && a.Headers.RetryAfter is not null);
        });

        await client.Get($"/v2/actions/{action}?wait=1").ShouldBeAsync(HttpStatusCode.OK);
    }

    private static string StatusOf(JsonNode answer) => answer["action"]!["status"]!.GetValue<string>();

    private async Task<(long Droplet, long Action)> OrderAsync()
    {
        var droplet = (await api.OrderDropletAsync())["id"]!.GetValue<long>();
        await using var db = api.OpenDb();
        var action = await db.Actions.SingleAsync(a => a.ResourceType == ResourceTypes.Droplet && a.ResourceId == droplet, Ct);
        return (droplet, action.Id.Value);
    }

    private async Task EndAsync(long id)
    {
        await using var db = api.OpenDb();
        (await db.Actions.SingleAsync(a => a.Id == new ActionId(id), Ct)).Complete(DateTimeOffset.UtcNow);
        await db.SaveChangesAsync(Ct);
    }
}
