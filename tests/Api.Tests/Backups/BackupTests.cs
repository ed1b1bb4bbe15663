using System.Net;
using CloudControl.Api.Tests.Droplets;
using CloudControl.Domain.Actions;
using CloudControl.Domain.Droplets;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.Tests.Backups;

public sealed class BackupTests(TestApi api) : IClassFixture<TestApi>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Backups_are_enabled_changed_and_disabled_and_the_droplet_says_when_the_next_is_taken()
    {
        var id = await api.ActiveDropletAsync();
        var before = (await api.Client.Get($"/v2/droplets/{id}/backups/policy").ShouldBeAsync(HttpStatusCode.OK))["policy"]!;
        Assert.False(before["backup_enabled"]!.GetValue<bool>());

        var enabled = await ActAsync(id, """{"type": "enable_backups", "backup_policy": {"plan": "weekly", "weekday": "MON", "hour": "20"}}""");
        Assert.Equal("completed", enabled);
        var policy = (await api.Client.Get($"/v2/droplets/{id}/backups/policy").ShouldBeAsync(HttpStatusCode.OK))["policy"]!;
        Assert.Equal(("weekly", "MON", 20, 28), (
            policy["backup_policy"]!["plan"]!.GetValue<string>(), policy["backup_policy"]!["weekday"]!.GetValue<string>(),
            policy["backup_policy"]!["hour"]!.GetValue<int>(), policy["backup_policy"]!["retention_period_days"]!.GetValue<int>()));

        await ActAsync(id, """{"type": "change_backup_policy", "backup_policy": {"plan": "daily", "hour": 4}}""");
        var droplet = (await api.Client.Get($"/v2/droplets/{id}").ShouldBeAsync(HttpStatusCode.OK))["droplet"]!;
        var opens = droplet["next_backup_window"]!["start"]!.GetValue<DateTimeOffset>();
        Assert.Equal((4, TimeSpan.FromHours(4)), (opens.Hour, droplet["next_backup_window"]!["end"]!.GetValue<DateTimeOffset>() - opens));
        Assert.Contains("backups", droplet["features"]!.AsArray().Select(f => f!.GetValue<string>()));

        await ActAsync(id, """{"type": "disable_backups"}""");
        var after = (await api.Client.Get($"/v2/droplets/{id}").ShouldBeAsync(HttpStatusCode.OK))["droplet"]!;
        Assert.Null(after["next_backup_window"]);
        Assert.DoesNotContain("backups", after["features"]!.AsArray().Select(f => f!.GetValue<string>()));
    }

    [Fact]
    public async Task A_droplet_is_born_with_backups_and_listed_among_those_that_have_them()
    {
        var id = await api.ActiveDropletAsync("kept", """, "backups": true, "backup_policy": {"plan": "daily", "hour": 8}""");

        var all = await api.Client.Get("/v2/droplets/backups/policies").ShouldBeAsync(HttpStatusCode.OK);
        var supported = await api.Client.Get("/v2/droplets/backups/supported_policies").ShouldBeAsync(HttpStatusCode.OK);

        Assert.Equal("daily", all["policies"]![$"{id}"]!["backup_policy"]!["plan"]!.GetValue<string>());
        Assert.Equal(["weekly", "daily"], supported["supported_policies"]!.AsArray().Select(p => p!["name"]!.GetValue<string>()));
        await api.Stranger.Get($"/v2/droplets/{id}/backups/policy").ShouldBeErrorAsync(HttpStatusCode.NotFound, "not_found");
    }

    [Theory]
    [InlineData("""{"type": "change_backup_policy", "backup_policy": {"plan": "daily"}}""")]     // there are none to change
    [InlineData("""{"type": "enable_backups", "backup_policy": {"plan": "hourly"}}""")]
    [InlineData("""{"type": "enable_backups", "backup_policy": {"hour": 5}}""")]
    [InlineData("""{"type": "change_kernel", "kernel": 7}""")]
    public async Task What_cannot_be_set_is_refused_and_leaves_the_droplet_as_it_was(string body)
    {
        var id = await api.ActiveDropletAsync();

        await api.Client.Post($"/v2/droplets/{id}/actions", body).ShouldBeErrorAsync(HttpStatusCode.UnprocessableEntity, "unprocessable_entity");

        Assert.False((await api.Client.Get($"/v2/droplets/{id}").ShouldBeAsync(HttpStatusCode.OK))["droplet"]!["locked"]!.GetValue<bool>());
    }

    [Theory]
    [InlineData("enable_ipv6")]
    [InlineData("enable_private_networking")]
    [InlineData("upgrade")]
    [InlineData("password_reset")]
    public async Task What_needs_no_worker_has_ended_with_the_answer_and_left_an_event(string type)
    {
        var id = await api.ActiveDropletAsync();

        Assert.Equal("completed", await ActAsync(id, $$"""{"type": "{{type}}"}"""));

        await using var db = api.OpenDb();
        Assert.True(await db.Events.AnyAsync(e => e.ResourceId == $"{id}" && e.Type == "droplet.action.completed", Ct));
        var dropletId = new DropletId(id);
        Assert.False((await db.Droplets.SingleAsync(d => d.Id == dropletId, Ct)).Locked);
        Assert.Equal(ActionStatus.Completed, (await db.Actions.OrderByDescending(a => a.Id).FirstAsync(a => a.ResourceId == id, Ct)).Status);
    }

    private async Task<string> ActAsync(long droplet, string body) =>
        (await api.Client.Post($"/v2/droplets/{droplet}/actions", body).ShouldBeAsync(HttpStatusCode.Created))["action"]!["status"]!.GetValue<string>();
}
