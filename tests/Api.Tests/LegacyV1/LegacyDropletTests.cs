using System.Net;
using System.Text.Json.Nodes;
using CloudControl.Api.Tests.Droplets;
using CloudControl.Domain.Actions;
using CloudControl.Domain.Droplets;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.Tests.LegacyV1;

public sealed class LegacyDropletTests(TestApi api) : IClassFixture<TestApi>
{
    private const string NoDroplets = "No Droplets Found";

    [Theory]
    [InlineData("/droplets")]
    [InlineData("/droplets/")]
    [InlineData("/v1/droplets")]
    [InlineData("/v1/droplets/")]
    public async Task Calls_are_answered_at_the_root_and_under_v1(string call) =>
        Assert.NotNull((await api.LegacyOkAsync(call))["droplets"]);

    [Fact]
    public async Task A_droplet_is_created_shown_listed_and_destroyed()
    {
        await api.OrderDropletAsync();      // makes a host there is room on
        var created = (await api.LegacyOkAsync("/droplets/new?name=old-style&size_id=66&image_id=1505447&region_id=8"))["droplet"]!;
        var id = created["id"]!.GetValue<long>();

        Assert.Equal((66L, 1505447L), (created["size_id"]!.GetValue<long>(), created["image_id"]!.GetValue<long>()));
        var running = await api.LegacyOkAsync($"/events/{created["event_id"]}");
        Assert.Null(running["event"]!["action_status"]);
        Assert.Null(running["event"]!["percentage"]);
        Assert.Equal(id, running["event"]!["droplet_id"]!.GetValue<long>());

        await api.EndEventsAsync(id, droplet => droplet.PowerOn());
        var shown = (await api.LegacyOkAsync($"/droplets/{id}/"))["droplet"]!;
        Assert.Equal(("old-style", "active", 8L), (shown["name"]!.GetValue<string>(), shown["status"]!.GetValue<string>(), shown["region_id"]!.GetValue<long>()));
        Assert.Contains((await api.LegacyOkAsync("/droplets"))["droplets"]!.AsArray(), d => d!["id"]!.GetValue<long>() == id);

        var destroyed = await api.LegacyOkAsync($"/droplets/{id}/destroy");
        Assert.True(destroyed["event_id"]!.GetValue<long>() > 0);
        await api.LegacyErrorAsync($"/droplets/{id}", NoDroplets);
        await api.LegacyErrorAsync($"/droplets/{id}/destroy", NoDroplets);
    }

    [Theory]
    [InlineData("", true)]                          // fog until v1.19: never sent
    [InlineData("?scrub_data=1", true)]             // fog from v1.20 on
    [InlineData("?scrub_data=true", true)]
    [InlineData("?scrub_data=", true)]
    [InlineData("?scrub_data=nonsense", true)]
    [InlineData("?scrub_data=0&scrub_data=1", true)]
    [InlineData("?scrub_data=0", false)]
    [InlineData("?scrub_data=false", false)]
    public async Task Only_0_and_false_decline_the_scrub(string query, bool scrubs)
    {
        var id = await api.ActiveDropletAsync();

        var destroyed = await api.LegacyOkAsync($"/droplets/{id}/destroy{query}");

        var action = new ActionId(destroyed["event_id"]!.GetValue<long>());
        await using var db = api.OpenDb();
        Assert.Equal(scrubs, (await db.Actions.SingleAsync(a => a.Id == action, TestContext.Current.CancellationToken)).Scrub);
    }

    [Fact]
    public async Task Actions_are_events()
    {
        var id = await api.ActiveDropletAsync();

        var begun = await api.LegacyOkAsync($"/droplets/{id}/power_off");
        await api.LegacyErrorAsync($"/droplets/{id}/reboot", "There is already a pending event for the droplet");
        await api.EndEventsAsync(id, droplet => droplet.PowerOff());

        var ended = (await api.LegacyOkAsync($"/events/{begun["event_id"]}"))["event"]!;
        Assert.Equal(("done", "100"), (ended["action_status"]!.GetValue<string>(), ended["percentage"]!.GetValue<string>()));
        await api.LegacyOkAsync($"/droplets/{id}/rename?name=renamed");
        await api.LegacyAsync($"/droplets/{id}/dance", HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task What_cannot_be_is_an_error_with_status_200()
    {
        await api.LegacyErrorAsync("/droplets/999999999", NoDroplets);
        await api.LegacyErrorAsync("/droplets/new?name=x&size_id=66&image_id=1505447&region_id=77", new RegionUnknown().Message);
        await api.LegacyErrorAsync("/droplets/new?name=x&size_id=9999&image_id=1505447&region_id=8", new SizeUnknown().Message);
        var nameless = await api.LegacyAsync("/droplets/new?size_id=66&image_id=1505447&region_id=8");
        Assert.Equal("ERROR", nameless["status"]!.GetValue<string>());
        var strange = await api.LegacyAsync("/droplets/new?name=x&size_id=66&image_id=1505447&region_id=8&backups_enabled=perhaps");
        Assert.Equal("ERROR", strange["status"]!.GetValue<string>());
    }

    [Fact]
    public async Task Anothers_droplet_is_as_good_as_none()
    {
        var id = await api.ActiveDropletAsync();

        JsonNode strangers = await api.LegacyAsync($"/droplets/{id}", token: api.StrangersToken);
        Assert.Equal(NoDroplets, strangers["error_message"]!.GetValue<string>());
        await api.LegacyAsync($"/droplets/{id}/destroy", token: api.StrangersToken);
        await api.Client.Get($"/v2/droplets/{id}").ShouldBeAsync(HttpStatusCode.OK);
    }
}
