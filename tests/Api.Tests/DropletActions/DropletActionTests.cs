using System.Net;
using System.Text.Json.Nodes;
using CloudControl.Api.Tests.Droplets;
using CloudControl.Domain.Actions;
using CloudControl.Domain.Droplets;
using CloudControl.Domain.Droplets.Runs;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.Tests.DropletActions;

public sealed class DropletActionTests(TestApi api) : IClassFixture<TestApi>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("""{"type": "power_on"}""", DropletRuns.PowerOnPipeline)]     // Ansible: at once, on an active droplet
    [InlineData("""{"type": "power_off", "disk": "true", "name": null}""", DropletRuns.PowerOffPipeline)]
    [InlineData("""{"type": "shutdown"}""", DropletRuns.ShutdownPipeline)]
    [InlineData("""{"type": "reboot"}""", DropletRuns.RebootPipeline)]
    [InlineData("""{"type": "power_cycle"}""", DropletRuns.PowerCyclePipeline)]
    [InlineData("""{"type": "rename", "name": "new.example.com"}""", DropletRuns.RenamePipeline)]
    [InlineData("""{"type": "rebuild", "image": "ubuntu-22-04-x64"}""", DropletRuns.RebuildPipeline)]
    [InlineData("""{"type": "rebuild", "image": 101}""", DropletRuns.RebuildPipeline)]
    [InlineData("""{"type": "rebuild"}""", DropletRuns.RebuildPipeline)]
    [InlineData("""{"type": "snapshot", "name": "Before the upgrade"}""", DropletRuns.SnapshotPipeline)]
    [InlineData("""{"type": "snapshot"}""", DropletRuns.SnapshotPipeline)]
    public async Task An_action_begins_its_run_and_is_found_everywhere(string body, string pipeline)
    {
        var id = await api.ActiveDropletAsync();

        var action = (await api.Client.Post($"/v2/droplets/{id}/actions", body).ShouldBeAsync(HttpStatusCode.Created))["action"]!;

        Assert.Equal("in-progress", action["status"]!.GetValue<string>());
        Assert.Equal(JsonNode.Parse(body)!["type"]!.GetValue<string>(), action["type"]!.GetValue<string>());
        foreach (var path in new[] { $"/v2/actions/{action["id"]}", $"/v2/droplets/{id}/actions/{action["id"]}" })
        {
            Assert.True(JsonNode.DeepEquals(action, (await api.Client.Get(path).ShouldBeAsync(HttpStatusCode.OK))["action"]));
        }

        foreach (var path in new[] { "/v2/actions", $"/v2/droplets/{id}/actions" })
        {
            Assert.True(JsonNode.DeepEquals(action, (await api.Client.Get(path).ShouldBeAsync(HttpStatusCode.OK))["actions"]![0]));
        }

        Assert.True((await api.Client.Get($"/v2/droplets/{id}").ShouldBeAsync(HttpStatusCode.OK))["droplet"]!["locked"]!.GetValue<bool>());

        await using var db = api.OpenDb();
        var actionId = new ActionId(action["id"]!.GetValue<long>());
        Assert.Equal(pipeline, (await db.Runs.SingleAsync(r => r.ActionId == actionId, Ct)).Pipeline);
    }

    [Theory]
    [InlineData("""{"type": "power_off"}""")]
    [InlineData("""{"type": "shutdown"}""")]
    [InlineData("""{"type": "reboot"}""")]
    [InlineData("""{"type": "power_cycle"}""")]
    [InlineData("""{"type": "rebuild"}""")]
    public async Task A_second_event_is_refused_in_the_words_clients_retry_on(string body)
    {
        var id = (await api.OrderDropletAsync())["id"]!.GetValue<long>();
        var held = await api.HeldExtentsAsync();

        await api.Client.Post($"/v2/droplets/{id}/actions", body)
            .ShouldBeErrorAsync(HttpStatusCode.UnprocessableEntity, "unprocessable_entity", "Droplet already has a pending event.");

        Assert.Equal(held, await api.HeldExtentsAsync());
    }

    [Fact]
    public async Task Of_events_that_begin_at_once_one_is_first()
    {
        var id = await api.ActiveDropletAsync();
        var held = await api.HeldExtentsAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => api.Client.Post($"/v2/droplets/{id}/actions", """{"type": "rebuild"}""")));

        Assert.Equal(1, answers.Count(a => a.StatusCode == HttpStatusCode.Created));
        foreach (var refused in answers.Where(a => a.StatusCode != HttpStatusCode.Created))
        {
            await Task.FromResult(refused).ShouldBeErrorAsync(HttpStatusCode.UnprocessableEntity, "unprocessable_entity", "Droplet already has a pending event.");
        }

        Assert.Equal(held + DropletClients.ExtentsOfSmallest, await api.HeldExtentsAsync());
    }

    [Fact]
    public async Task A_pending_action_holds_the_lock_even_if_the_droplet_does_not_say_so()
    {
        var id = await api.ActiveDropletAsync();
        await api.Client.Post($"/v2/droplets/{id}/actions", """{"type": "power_off"}""").ShouldBeAsync(HttpStatusCode.Created);
        await using (var db = api.OpenDb())
        {
            await db.Database.ExecuteSqlAsync($"update droplets set locked = false where id = {id}", Ct);
        }

        await api.Client.Post($"/v2/droplets/{id}/actions", """{"type": "power_on"}""")
            .ShouldBeErrorAsync(HttpStatusCode.UnprocessableEntity, "unprocessable_entity", "Droplet already has a pending event.");
    }

    [Fact]
    public async Task A_rebuild_takes_the_room_of_its_new_disk_before_it_gives_up_the_old()
    {
        var id = await api.ActiveDropletAsync();
        var held = await api.HeldExtentsAsync();

        await api.Client.Post($"/v2/droplets/{id}/actions", """{"type": "rebuild", "image": "blank"}""").ShouldBeAsync(HttpStatusCode.Created);

        Assert.Equal(held + DropletClients.ExtentsOfSmallest, await api.HeldExtentsAsync());
        await using var db = api.OpenDb();
        var dropletId = new DropletId(id);
        Assert.Equal(2, await db.Volumes.CountAsync(v => v.DropletId == dropletId, Ct));
    }

    [Fact]
    public async Task A_rebuild_without_room_leaves_everything_as_it_was()
    {
        await api.EnsureHostAsync("tor1-01", "tor1", disks: 1);
        var order = DropletClients.Order("only").Replace("nyc3", "tor1", StringComparison.Ordinal);
        var id = (await api.Client.Post("/v2/droplets", order).ShouldBeAsync(HttpStatusCode.Accepted))["droplet"]!["id"]!.GetValue<long>();
        await api.EndEventsAsync(id, droplet => droplet.PowerOn());

        await api.Client.Post($"/v2/droplets/{id}/actions", """{"type": "rebuild"}""")
            .ShouldBeErrorAsync(HttpStatusCode.UnprocessableEntity, "unprocessable_entity", "There is no room to rebuild this droplet now.");

        Assert.False((await api.Client.Get($"/v2/droplets/{id}").ShouldBeAsync(HttpStatusCode.OK))["droplet"]!["locked"]!.GetValue<bool>());
        Assert.Equal(DropletClients.ExtentsOfSmallest, await api.HeldExtentsAsync("tor1-01"));
    }

    [Theory]
    [InlineData("power_off", "Droplet is already powered off.")]
    [InlineData("shutdown", "Droplet is already powered off.")]
    [InlineData("reboot", "Droplet is currently off. Please power it on to run this event.")]
    [InlineData("power_cycle", "Droplet is currently off. Please power it on to run this event.")]
    public async Task A_droplet_that_is_off_can_only_be_powered_on(string type, string message)
    {
        var id = await api.ActiveDropletAsync();
        await api.EndEventsAsync(id, droplet => droplet.PowerOff());

        await api.Client.Post($"/v2/droplets/{id}/actions", $$"""{"type": "{{type}}"}""")
            .ShouldBeErrorAsync(HttpStatusCode.UnprocessableEntity, "unprocessable_entity", message);
        await api.Client.Post($"/v2/droplets/{id}/actions", """{"type": "power_on"}""").ShouldBeAsync(HttpStatusCode.Created);
    }

    [Theory]
    [InlineData("""{"type": "resize", "size": "s-1vcpu-1gb"}""")]     // it is on
    [InlineData("""{"type": "resize", "size": "no-such-size"}""")]
    [InlineData("""{"type": "restore"}""")]
    [InlineData("""{"type": "restore", "image": 101}""")]
    [InlineData("""{"type": "frobnicate"}""")]
    [InlineData("""{"type": ""}""")]
    [InlineData("{}")]
    [InlineData("""{"type": "rename"}""")]
    [InlineData("""{"type": "rename", "name": "no spaces"}""")]
    [InlineData("""{"type": "rebuild", "image": "nothing"}""")]
    public async Task What_a_droplet_cannot_do_is_refused_and_leaves_it_unlocked(string body)
    {
        var id = await api.ActiveDropletAsync();

        await api.Client.Post($"/v2/droplets/{id}/actions", body).ShouldBeErrorAsync(HttpStatusCode.UnprocessableEntity, "unprocessable_entity");

        Assert.False((await api.Client.Get($"/v2/droplets/{id}").ShouldBeAsync(HttpStatusCode.OK))["droplet"]!["locked"]!.GetValue<bool>());
    }

    [Theory]
    [InlineData("s-1vcpu-1gb", "\"true\"", 25)]     // python-digitalocean
    [InlineData("s-1vcpu-1gb", "false", 10)]
    [InlineData("s-1vcpu-1gb", "null", 10)]
    public async Task A_resize_takes_the_room_for_a_larger_disk_at_once_and_only_if_asked(string size, string disk, int gib)
    {
        var id = await api.ActiveDropletAsync();
        await api.EndEventsAsync(id, droplet => droplet.PowerOff());
        var held = await api.HeldExtentsAsync();

        await api.Client.Post($"/v2/droplets/{id}/actions", $$"""{"type": "resize", "size": "{{size}}", "disk": {{disk}}}""").ShouldBeAsync(HttpStatusCode.Created);

        await using var db = api.OpenDb();
        var host = await db.Hosts.SingleAsync(h => h.Name == "nyc3-01", Ct);
        Assert.Equal(held - DropletClients.ExtentsOfSmallest + host.ExtentsFor(Domain.Storage.ByteSize.FromGiB(gib)), await api.HeldExtentsAsync());
    }

    [Fact]
    public async Task A_resize_is_refused_while_the_droplet_is_on_when_the_disk_would_shrink_and_when_nothing_changes()
    {
        var id = await api.ActiveDropletAsync();
        Task<HttpResponseMessage> Resize(string size) => api.Client.Post($"/v2/droplets/{id}/actions", $$"""{"type": "resize", "size": "{{size}}"}""");
        async Task ShouldBeRefused(string size, string message) =>
            await Resize(size).ShouldBeErrorAsync(HttpStatusCode.UnprocessableEntity, "unprocessable_entity", message);

        await ShouldBeRefused("s-1vcpu-1gb", "Droplet must be powered off to perform this action.");
        await api.EndEventsAsync(id, droplet =>
        {
            droplet.PowerOff();
            droplet.Resize("1gb", 1024, 1, 30);
        });
        await ShouldBeRefused("1gb", "Droplet already has that size.");
        await ShouldBeRefused("512mb", "The size's disk is smaller than the droplet's, and a disk cannot become smaller.");
    }

    [Fact]
    public async Task An_action_that_errored_says_why()
    {
        var id = (await api.OrderDropletAsync())["id"]!.GetValue<long>();
        await using (var db = api.OpenDb())
        {
            var create = await db.Actions.SingleAsync(a => a.ResourceId == id, Ct);
            create.Fail("no_free_extents", "The host is full.", TimeProvider.System.GetUtcNow());
            await db.SaveChangesAsync(Ct);
        }

        var action = (await api.Client.Get($"/v2/droplets/{id}/actions").ShouldBeAsync(HttpStatusCode.OK))["actions"]![0]!;

        Assert.Equal("errored", action["status"]!.GetValue<string>());
        Assert.Equal("no_free_extents", action["error"]!["code"]!.GetValue<string>());
        Assert.NotNull(action["completed_at"]);
    }

    [Fact]
    public async Task A_tag_begins_the_event_on_all_its_droplets_or_on_none()
    {
        var first = await api.ActiveDropletAsync("a", """, "tags": ["fleet"]""");
        var second = await api.ActiveDropletAsync("b", """, "tags": ["fleet"]""");

        var begun = await api.Client.Post("/v2/droplets/actions?tag_name=fleet", """{"type": "power_off"}""").ShouldBeAsync(HttpStatusCode.Created);
        Assert.Equal([first, second], begun["actions"]!.AsArray().Select(a => a!["resource_id"]!.GetValue<long>()));

        await api.EndEventsAsync(first);
        await api.Client.Post("/v2/droplets/actions?tag_name=fleet", """{"type": "power_on"}""")
            .ShouldBeErrorAsync(HttpStatusCode.UnprocessableEntity, "unprocessable_entity", "Droplet already has a pending event.");
        Assert.False((await api.Client.Get($"/v2/droplets/{first}").ShouldBeAsync(HttpStatusCode.OK))["droplet"]!["locked"]!.GetValue<bool>());
    }

    [Theory]
    [InlineData("power_on")]
    [InlineData("power_off")]
    [InlineData("shutdown")]
    [InlineData("power_cycle")]
    public async Task What_the_contract_lets_many_do_begins_by_tag(string type)
    {
        var tag = $"many-{type}";
        var id = await api.ActiveDropletAsync("many", $$""", "tags": ["{{tag}}"]""");

        var begun = await api.Client.Post($"/v2/droplets/actions?tag_name={tag}", $$"""{"type": "{{type}}"}""").ShouldBeAsync(HttpStatusCode.Created);

        var action = Assert.Single(begun["actions"]!.AsArray())!;
        Assert.Equal((type, id), (action["type"]!.GetValue<string>(), action["resource_id"]!.GetValue<long>()));
    }

    [Theory]
    [InlineData("/v2/droplets/actions?tag_name=fleet", """{"type": "reboot"}""")]
    [InlineData("/v2/droplets/actions", """{"type": "power_off"}""")]
    [InlineData("/v2/droplets/actions?tag_name=fleet", """{"type": "rename", "name": "all-the-same"}""")]
    public async Task A_tag_is_needed_and_only_what_makes_sense_for_many(string path, string body) =>
        await api.Client.Post(path, body).ShouldBeErrorAsync(HttpStatusCode.UnprocessableEntity, "unprocessable_entity");
}
