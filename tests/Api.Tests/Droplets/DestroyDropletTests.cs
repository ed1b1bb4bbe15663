using System.Net;
using CloudControl.Domain.Actions;
using CloudControl.Domain.Droplets.Runs;
using CloudControl.Domain.Runs;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.Tests.Droplets;

public sealed class DestroyDropletTests(TestApi api) : IClassFixture<TestApi>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_destroyed_droplet_is_gone_at_once_and_its_action_is_not()
    {
        var id = await api.ActiveDropletAsync("gone");
        using var answer = await api.Client.Delete($"/v2/droplets/{id}");

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        await api.Client.Get($"/v2/droplets/{id}").ShouldBeErrorAsync(HttpStatusCode.NotFound, "not_found");
        await api.Client.Delete($"/v2/droplets/{id}").ShouldBeErrorAsync(HttpStatusCode.NotFound, "not_found");
        var listed = await api.Client.Get("/v2/droplets?name=gone").ShouldBeAsync(HttpStatusCode.OK);
        Assert.Equal(0, listed["meta"]!["total"]!.GetValue<int>());

        var action = (await api.Client.Get(answer.Headers.Location!.ToString()).ShouldBeAsync(HttpStatusCode.OK))["action"]!;
        Assert.Equal(("destroy", "in-progress", id), (action["type"]!.GetValue<string>(), action["status"]!.GetValue<string>(), action["resource_id"]!.GetValue<long>()));
        Assert.True(answer.Headers.Location.IsAbsoluteUri);
        await api.Stranger.Get(answer.Headers.Location.ToString()).ShouldBeErrorAsync(HttpStatusCode.NotFound, "not_found");
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("", "null")]     // python-digitalocean, Ansible
    [InlineData("", "{}")]
    [InlineData("", "[]")]
    [InlineData("?scrub", null)]
    [InlineData("?scrub=", null)]
    [InlineData("?scrub_data=true", null)]
    [InlineData("?scrub_data=1", null)]     // fog since 1.20
    [InlineData("?scrub=TRUE", """{"scrub_data": true}""")]
    [InlineData("", """{"scrub": null}""")]
    [InlineData("", """{"scrub": ""}""")]
    [InlineData("", """{"scrub": true}""")]
    [InlineData("", """{"scrub_data": "true"}""")]
    [InlineData("", """{"scrub": 1}""")]
    [InlineData("", """{"scrub_data": "1"}""")]
    public async Task Whoever_does_not_say_no_gets_a_scrub(string query, string? body)
    {
        var state = await DestroyAsync(query, body);

        Assert.True(state.Scrub);
        Assert.Null(state.Run.Declined);
    }

    [Theory]
    [InlineData("?scrub=false", null)]
    [InlineData("?scrub=0", null)]
    [InlineData("?scrub_data=False", null)]
    [InlineData("", """{"scrub": false}""")]
    [InlineData("", """{"scrub_data": "false"}""")]
    [InlineData("", """{"scrub": 0}""")]
    [InlineData("", """{"scrub_data": "0"}""")]
    [InlineData("?scrub_data=no", """{"scrub": null}""")]
    public async Task A_clear_no_is_kept_with_who_said_it(string query, string? body)
    {
        var state = await DestroyAsync(query, body);

        Assert.False(state.Scrub);
        Assert.Equal((state.Run.FormerVolumeId, state.TokenId), (state.Run.Declined!.VolumeId, state.Run.Declined.TokenId));
    }

    [Theory]
    [InlineData("?scrub=maybe", null)]
    [InlineData("?scrub=2", null)]
    [InlineData("?scrub=true&scrub_data=false", null)]
    [InlineData("?scrub=true&scrub=false", null)]
    [InlineData("?scrub=true", """{"scrub": false}""")]
    [InlineData("", """{"scrub": "maybe"}""")]
    [InlineData("", """{"scrub": []}""")]
    [InlineData("", """{"scrub": {}}""")]
    [InlineData("", """{"scrub": 0.0}""")]
    [InlineData("", """{"scrub": true, "scrub": false}""")]
    public async Task An_unintelligible_word_is_refused_and_nothing_happens(string query, string? body)
    {
        var id = await api.ActiveDropletAsync();

        await api.Client.Delete($"/v2/droplets/{id}{query}", body)
            .ShouldBeErrorAsync(HttpStatusCode.UnprocessableEntity, "unprocessable_entity", "scrub must be true or false.");

        await api.Client.Get($"/v2/droplets/{id}").ShouldBeAsync(HttpStatusCode.OK);
        var actions = await api.Client.Get($"/v2/droplets/{id}/actions").ShouldBeAsync(HttpStatusCode.OK);
        Assert.Equal(1, actions["meta"]!["total"]!.GetValue<int>());     // the create
    }

    [Fact]
    public async Task A_body_that_is_no_json_is_refused_and_nothing_happens()
    {
        var id = await api.ActiveDropletAsync();

        await api.Client.Delete($"/v2/droplets/{id}", "scrub=false").ShouldBeErrorAsync(HttpStatusCode.BadRequest, "bad_request");

        await api.Client.Get($"/v2/droplets/{id}").ShouldBeAsync(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_policy_set_at_creation_holds_until_a_destroy_says_otherwise()
    {
        const string policy = """, "scrub_data": "0" """;

        Assert.False((await DestroyAsync("", null, policy)).Scrub);
        Assert.True((await DestroyAsync("?scrub=1", null, policy)).Scrub);
    }

    [Fact]
    public async Task An_operator_can_forbid_to_decline()
    {
        var id = await api.ActiveDropletAsync("old-policy", """, "scrub": false""");
        using var strict = api.ClientWith(("Scrub:AllowDecline", "false"));

        const string message = "Declining the scrub is not allowed by this cloud's operator.";
        await strict.Delete($"/v2/droplets/{id}?scrub=false").ShouldBeErrorAsync(HttpStatusCode.UnprocessableEntity, "unprocessable_entity", message);
        await strict.Post("/v2/droplets", DropletClients.Order("x", """, "scrub": false"""))
            .ShouldBeErrorAsync(HttpStatusCode.UnprocessableEntity, "unprocessable_entity", message);
        await strict.Delete($"/v2/droplets/{id}").ShouldBeAsync(HttpStatusCode.NoContent);

        Assert.True((await ReadAsync(id)).Scrub);     // the policy from before is void, not in the way
    }

    [Fact]
    public async Task A_destroy_does_not_wait_for_the_event_that_is_under_way()
    {
        var id = (await api.OrderDropletAsync())["id"]!.GetValue<long>();

        await api.Client.Delete($"/v2/droplets/{id}").ShouldBeAsync(HttpStatusCode.NoContent);

        await using var db = api.OpenDb();
        var runs = await db.Runs.Where(r => r.Subject == $"droplet:{id}").OrderBy(r => r.CreatedAt).Select(r => r.Pipeline).ToListAsync(Ct);
        Assert.Equal([DropletRuns.CreatePipeline, DropletRuns.DestroyPipeline], runs);
    }

    [Fact]
    public async Task Of_two_destroys_at_once_one_finds_the_droplet()
    {
        var id = await api.ActiveDropletAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => api.Client.Delete($"/v2/droplets/{id}")));

        Assert.Equal(1, answers.Count(a => a.StatusCode == HttpStatusCode.NoContent));
        Assert.Equal(4, answers.Count(a => a.StatusCode == HttpStatusCode.NotFound));
    }

    [Fact]
    public async Task A_tag_destroys_every_droplet_that_carries_it_and_no_other()
    {
        var (first, second) = (await api.ActiveDropletAsync("a", """, "tags": ["doomed"]"""), await api.ActiveDropletAsync("b", """, "tags": ["doomed", "x"]"""));
        var other = await api.ActiveDropletAsync("c", """, "tags": ["x"]""");

        await api.Stranger.Delete("/v2/droplets?tag_name=doomed").ShouldBeAsync(HttpStatusCode.NoContent);
        await api.Client.Get($"/v2/droplets/{first}").ShouldBeAsync(HttpStatusCode.OK);
        await api.Client.Delete("/v2/droplets?tag_name=doomed&scrub=huh").ShouldBeErrorAsync(HttpStatusCode.UnprocessableEntity, "unprocessable_entity");
        await api.Client.Delete("/v2/droplets?tag_name=doomed&scrub=false").ShouldBeAsync(HttpStatusCode.NoContent);

        Assert.False((await ReadAsync(first)).Scrub);
        Assert.False((await ReadAsync(second)).Scrub);
        await api.Client.Get($"/v2/droplets/{second}").ShouldBeErrorAsync(HttpStatusCode.NotFound, "not_found");
        await api.Client.Get($"/v2/droplets/{other}").ShouldBeAsync(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("/v2/droplets")]
    [InlineData("/v2/droplets?tag_name=")]
    public async Task Without_a_tag_nothing_is_destroyed(string path)
    {
        var id = await api.ActiveDropletAsync();

        await api.Client.Delete(path).ShouldBeErrorAsync(HttpStatusCode.UnprocessableEntity, "unprocessable_entity");

        await api.Client.Get($"/v2/droplets/{id}").ShouldBeAsync(HttpStatusCode.OK);
    }

    private sealed record Destroyed(bool? Scrub, Guid TokenId, DropletDestruction Run);

    private async Task<Destroyed> DestroyAsync(string query, string? body, string order = "")
    {
        var id = await api.ActiveDropletAsync("doomed", order);
        await api.Client.Delete($"/v2/droplets/{id}{query}", body).ShouldBeAsync(HttpStatusCode.NoContent);
        return await ReadAsync(id);
    }

    private async Task<Destroyed> ReadAsync(long id)
    {
        await using var db = api.OpenDb();
        var action = await db.Actions.SingleAsync(a => a.ResourceId == id && a.Type == ActionTypes.Destroy, Ct);
        var run = await db.Runs.SingleAsync(r => r.ActionId == action.Id, Ct);
        return new Destroyed(action.Scrub, action.TokenId!.Value.Value, RunState.Read<DropletDestruction>(run.State));
    }
}
