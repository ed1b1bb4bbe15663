using System.Net;
using System.Text.Json.Nodes;
using CloudControl.Api.Actions;
using CloudControl.Api.Tests.Droplets;
using CloudControl.Api.VolumeActions;
using CloudControl.Domain.Storage;
using CloudControl.Domain.Volumes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.Tests.Volumes;

public sealed class VolumeActionTests(TestApi api) : IClassFixture<TestApi>
{
    private const string Invalid = "unprocessable_entity";

    [Fact]
    public async Task Attaching_locks_volume_and_droplet_until_a_worker_has_done_it()
    {
        var (volume, droplet) = (await api.ReadyVolumeAsync("attached"), await api.ActiveDropletAsync());
        var action = await ActAsync(volume, "attach", droplet);
        Assert.Equal(("attach_volume", "volume", "in-progress"), (Text(action, "type"), Text(action, "resource_type"), Text(action, "status")));
        Assert.Null(action["resource_id"]);
        var elsewhere = await api.ReadyVolumeAsync("waits");
        await RefuseAsync(elsewhere, "attach", droplet, "Droplet already has a pending event.");
        await RefuseAsync(volume, "attach", await api.ActiveDropletAsync("other"), "Volume already has a pending event.");
        await api.Client.Delete($"/v2/volumes/{volume}").ShouldBeErrorAsync(HttpStatusCode.Conflict, "conflict");

        await EndAsync(volume, droplet);
        Assert.Equal(droplet, Assert.Single(await DropletIdsAsync(volume)));
        Assert.Equal(volume, Assert.Single(await VolumeIdsAsync(droplet)));
        var actions = (await api.Client.Get($"/v2/volumes/{volume}/actions").ShouldBeAsync(HttpStatusCode.OK))["actions"]!.AsArray();
        Assert.Equal(["attach_volume", "create"], actions.Select(a => Text(a!, "type")));
        foreach (var path in new[] { $"/v2/volumes/{volume}/actions/{action["id"]}", $"/v2/actions/{action["id"]}" })
        {
            Assert.Equal("completed", Text((await api.Client.Get(path).ShouldBeAsync(HttpStatusCode.OK))["action"]!, "status"));
        }
    }

    [Fact]
    public async Task A_volume_is_attached_to_one_droplet_and_not_deleted_under_it()
    {
        var (volume, droplet) = (await api.ReadyVolumeAsync("one-droplet"), await api.ActiveDropletAsync());
        await AttachAsync(volume, droplet);
        await RefuseAsync(volume, "attach", droplet, "This volume is already attached");
        await RefuseAsync(volume, "attach", await api.ActiveDropletAsync("second"), "This volume is already attached");
        await RefuseAsync(volume, "detach", await api.ActiveDropletAsync("third"), "Attachment not found");
        await api.Client.Delete($"/v2/volumes/{volume}").ShouldBeErrorAsync(HttpStatusCode.Conflict, "conflict");
        await api.Client.Delete("/v2/volumes?name=one-droplet&region=nyc3").ShouldBeErrorAsync(HttpStatusCode.Conflict, "conflict");

        Assert.Equal("detach_volume", Text(await ActAsync(volume, "detach", droplet), "type"));
        await api.EndVolumeEventsAsync(volume, v => v.Detach());
        await api.EndEventsAsync(droplet);
        await RefuseAsync(volume, "detach", droplet, "Attachment not found");
        await api.Client.Delete($"/v2/volumes/{volume}").ShouldBeAsync(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task A_droplet_takes_seven_volumes_and_no_eighth()
    {
        var droplet = await api.ActiveDropletAsync();
        for (var number = 1; number <= 7; number++)
        {
            await AttachAsync(await api.ReadyVolumeAsync($"of-seven-{number}"), droplet);
        }

        await RefuseAsync(await api.ReadyVolumeAsync("eighth"), "attach", droplet, "cannot attach more volumes to the Droplet");
    }

    [Fact]
    public async Task A_volume_is_named_by_name_and_region_too()
    {
        var (volume, droplet) = (await api.ReadyVolumeAsync("named"), await api.ActiveDropletAsync());
        var more = $$""", "droplet_id": "{{droplet}}", "volume_name": "named" """;
        await api.Client.Post("/v2/volumes/actions", $$"""{"type": "attach", "region": "ams3"{{more}}}""").ShouldBeErrorAsync(HttpStatusCode.NotFound, "not_found");
        await api.Client.Post("/v2/volumes/actions", $$"""{"type": "attach", "droplet_id": {{droplet}}}""").ShouldBeErrorAsync(HttpStatusCode.UnprocessableEntity, Invalid);
        await api.Client.Post("/v2/volumes/actions", $$"""{"type": "attach", "region": "nyc3", "tags": []{{more}}}""").ShouldBeAsync(HttpStatusCode.Accepted);
        await EndAsync(volume, droplet);
        await api.Client.Post("/v2/volumes/actions", $$"""{"type": "detach", "region": "nyc3"{{more}}}""").ShouldBeAsync(HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task A_volume_is_detached_from_wherever_it_is()     // the npm package "digitalocean"
    {
        var (volume, droplet) = (await api.ReadyVolumeAsync("wherever"), await api.ActiveDropletAsync());
        await PostAsync(volume, """{"type": "detach"}""").ShouldBeErrorAsync(HttpStatusCode.UnprocessableEntity, Invalid, "Attachment not found");
        await AttachAsync(volume, droplet);
        await PostAsync(volume, """{"type": "detach"}""").ShouldBeAsync(HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task What_cannot_be_done_is_refused()
    {
        await api.EnsureHostAsync("ams3-01", "ams3");
        var (volume, droplet) = (await api.ReadyVolumeAsync("refused"), await api.ActiveDropletAsync());
        var far = (await api.Client.Post("/v2/volumes", """{"name": "far", "region": "ams3", "size_gigabytes": 1}""").ShouldBeAsync(HttpStatusCode.Created))["volume"]!["id"];
        await RefuseAsync($"{far}", "attach", droplet, "The volume is in another region.");
        await PostAsync(volume, $$"""{"type": "attach", "droplet_id": {{droplet}}, "region": "ams3"}""").ShouldBeErrorAsync(HttpStatusCode.UnprocessableEntity, Invalid);
        await PostAsync(volume, """{"type": "attach"}""").ShouldBeErrorAsync(HttpStatusCode.UnprocessableEntity, Invalid);
        await PostAsync(volume, $$"""{"type": "mount", "droplet_id": {{droplet}}}""").ShouldBeErrorAsync(HttpStatusCode.UnprocessableEntity, Invalid);
        await PostAsync(volume, """{"type": "attach", "droplet_id": 1}""").ShouldBeErrorAsync(HttpStatusCode.NotFound, "not_found");
        await PostAsync(Guid.NewGuid().ToString(), $$"""{"type": "attach", "droplet_id": {{droplet}}}""").ShouldBeErrorAsync(HttpStatusCode.NotFound, "not_found");
        await api.Stranger.Post($"/v2/volumes/{volume}/actions", $$"""{"type": "attach", "droplet_id": {{droplet}}}""").ShouldBeErrorAsync(HttpStatusCode.NotFound, "not_found");
        await api.Stranger.Get($"/v2/volumes/{volume}/actions").ShouldBeErrorAsync(HttpStatusCode.NotFound, "not_found");
    }

    [Fact]
    public async Task A_resize_takes_its_room_at_once_and_never_shrinks()
    {
        var volume = await api.ReadyVolumeAsync("grows");
        var held = await api.HeldExtentsAsync();
        await RefuseResizeAsync(volume, 1);
        await RefuseResizeAsync(volume, 0);
        await RefuseResizeAsync(volume, 16385);
        await RefuseResizeAsync(volume, 16384);     // more than the host has
        Assert.Equal(held, await api.HeldExtentsAsync());
        var action = (await PostAsync(volume, """{"type": "resize", "size_gigabytes": "10", "region": "nyc3"}""").ShouldBeAsync(HttpStatusCode.Accepted))["action"]!;
        Assert.Equal("resize", Text(action, "type"));
        Assert.Equal(held + DropletClients.ExtentsOfSmallest - 257, await api.HeldExtentsAsync());
        await PostAsync(volume, """{"type": "resize", "size_gigabytes": 11}""").ShouldBeErrorAsync(HttpStatusCode.UnprocessableEntity, Invalid, "Volume already has a pending event.");
    }

    [Fact]
    public async Task A_resize_is_refused_while_a_create_that_failed_is_being_undone()
    {
        var volume = Text(await api.OrderVolumeAsync("being-undone"), "id");
        foreach (var change in new Action<Volume>[] { disk => disk.BecomeQuarantined(), disk => disk.BecomeReleased(TimeProvider.System.GetUtcNow()) })
        {
            await using (var db = api.OpenDb())
            {
                var id = new VolumeId(Guid.Parse(volume));
                change(await db.Volumes.SingleAsync(v => v.Id == id, TestContext.Current.CancellationToken));
                await db.SaveChangesAsync(TestContext.Current.CancellationToken);
            }

            var held = await api.HeldExtentsAsync();
            await PostAsync(volume, """{"type": "resize", "size_gigabytes": 2}""").ShouldBeErrorAsync(HttpStatusCode.NotFound, "not_found");
            Assert.Equal(held, await api.HeldExtentsAsync());
        }
    }

    [Fact]
    public async Task A_resize_that_waits_holds_its_room_and_changes_no_size_yet()
    {
        var volume = Text(await api.OrderVolumeAsync("still-to-be-laid"), "id");
        var disk = (await api.Client.Get($"/v2/volumes/{volume}/disk").ShouldBeAsync(HttpStatusCode.OK))["disk"]!.ToJsonString();
        await PostAsync(volume, """{"type": "resize", "size_gigabytes": 2}""").ShouldBeAsync(HttpStatusCode.Accepted);
        Assert.Equal(disk, (await api.Client.Get($"/v2/volumes/{volume}/disk").ShouldBeAsync(HttpStatusCode.OK))["disk"]!.ToJsonString());
        Assert.Equal(1, (await api.Client.Get($"/v2/volumes/{volume}").ShouldBeAsync(HttpStatusCode.OK))["volume"]!["size_gigabytes"]!.GetValue<int>());
    }

    [Fact]
    public async Task A_droplet_is_ordered_with_volumes_by_id_or_name_and_leaves_them_behind()
    {
        var (byId, byName, byObject) = (await api.ReadyVolumeAsync("by-id"), await api.ReadyVolumeAsync("by-given-name"), await api.ReadyVolumeAsync("by-object"));
        var droplet = await api.ActiveDropletAsync(more: $$""", "volumes": ["{{byId}}", {"name": "by-given-name"}, {"id": "{{byObject}}"}]""");
        Assert.Equal(new[] { byId, byName, byObject }.Order(StringComparer.Ordinal), (await VolumeIdsAsync(droplet)).Order(StringComparer.Ordinal));
        Assert.Equal(droplet, Assert.Single(await DropletIdsAsync(byName)));

        await api.Client.Delete($"/v2/droplets/{droplet}").ShouldBeAsync(HttpStatusCode.NoContent);
        Assert.Empty(await DropletIdsAsync(byId));
        Assert.Empty(await DropletIdsAsync(byObject));
    }

    [Fact]
    public async Task Droplets_destroyed_by_tag_leave_their_volumes_behind()
    {
        var volume = await api.ReadyVolumeAsync("of-tagged");
        await api.ActiveDropletAsync(more: $$""", "tags": ["going"], "volumes": ["{{volume}}"]""");
        await api.Client.Delete("/v2/droplets?tag_name=going").ShouldBeAsync(HttpStatusCode.NoContent);
        Assert.Empty(await DropletIdsAsync(volume));
    }

    [Fact]
    public async Task A_droplet_is_not_ordered_with_a_volume_it_cannot_have()
    {
        await api.EnsureHostAsync("ams3-01", "ams3");
        var taken = await api.ReadyVolumeAsync("taken");
        await AttachAsync(taken, await api.ActiveDropletAsync());
        var far = (await api.Client.Post("/v2/volumes", """{"name": "far-away", "region": "ams3", "size_gigabytes": 1}""").ShouldBeAsync(HttpStatusCode.Created))["volume"]!["id"];
        var eight = string.Join(", ", Enumerable.Range(1, 8).Select(number => $"\"v-{number}\""));
        var held = await api.HeldExtentsAsync();
        foreach (var volumes in new[] { $"[\"{taken}\"]", $"[\"{far}\"]", "[\"unknown\"]", $"[\"{Guid.NewGuid()}\"]", "[7]", "{}", "[{}]", $"[{eight}]" })
        {
            await api.Client.Post("/v2/droplets", DropletClients.Order("web-1", $", \"volumes\": {volumes}")).ShouldBeErrorAsync(HttpStatusCode.UnprocessableEntity, Invalid);
        }

        Assert.Equal(held, await api.HeldExtentsAsync());
    }

    [Fact]
    public async Task Fog_and_droplet_kit_get_the_201_they_insist_on_unless_it_is_switched_off()
    {
        Assert.IsType<Created<ActionResponse>>(AnswerTo("fog-core/2.1.0", new VolumeActionAnswers()));
        Assert.IsType<Created<ActionResponse>>(AnswerTo("DropletKit/3.16.1 Faraday/2.7.4", new VolumeActionAnswers()));
        Assert.IsType<Accepted<ActionResponse>>(AnswerTo("python-requests/2.28.1", new VolumeActionAnswers()));
        Assert.IsType<Accepted<ActionResponse>>(AnswerTo("", new VolumeActionAnswers()));
        Assert.IsType<Accepted<ActionResponse>>(AnswerTo("fog-core/2.1.0", new VolumeActionAnswers { AnswerCreatedToFogAndDropletKit = false }));

        var plain = api.ClientWith(("VolumeActions:AnswerCreatedToFogAndDropletKit", "false"));
        plain.DefaultRequestHeaders.Add("User-Agent", "fog-core/2.1.0");
        var (volume, droplet) = (await api.ReadyVolumeAsync("quirk"), await api.ActiveDropletAsync());
        await plain.Post($"/v2/volumes/{volume}/actions", $$"""{"type": "attach", "droplet_id": {{droplet}}}""").ShouldBeAsync(HttpStatusCode.Accepted);
    }

    private static IResult AnswerTo(string userAgent, VolumeActionAnswers answers)
    {
        var request = new DefaultHttpContext().Request;
        request.Headers.UserAgent = userAgent;
        return answers.Of(request, new ActionResponse(null!)).Result;
    }

    private static string Text(JsonNode node, string member) => node[member]!.GetValue<string>();

    private Task<HttpResponseMessage> PostAsync(string volume, string action) => api.Client.Post($"/v2/volumes/{volume}/actions", action);

    private async Task<JsonNode> ActAsync(string volume, string type, long droplet) =>
        (await PostAsync(volume, $$"""{"type": "{{type}}", "droplet_id": {{droplet}}, "region": "nyc3"}""").ShouldBeAsync(HttpStatusCode.Accepted))["action"]!;

    private Task RefuseAsync(string volume, string type, long droplet, string message) =>
        PostAsync(volume, $$"""{"type": "{{type}}", "droplet_id": {{droplet}}}""").ShouldBeErrorAsync(HttpStatusCode.UnprocessableEntity, Invalid, message);

    private Task RefuseResizeAsync(string volume, int sizeGib) =>
        PostAsync(volume, $$"""{"type": "resize", "size_gigabytes": {{sizeGib}}}""").ShouldBeErrorAsync(HttpStatusCode.UnprocessableEntity, Invalid);

    private async Task AttachAsync(string volume, long droplet)
    {
        await ActAsync(volume, "attach", droplet);
        await EndAsync(volume, droplet);
    }

    /// <summary>As the workers end an attaching.</summary>
    private async Task EndAsync(string volume, long droplet)
    {
        await api.EndVolumeEventsAsync(volume, v => v.AttachTo(new Domain.Droplets.DropletId(droplet)));
        await api.EndEventsAsync(droplet);
    }

    private async Task<IReadOnlyList<long>> DropletIdsAsync(string volume) =>
        [.. (await api.Client.Get($"/v2/volumes/{volume}").ShouldBeAsync(HttpStatusCode.OK))["volume"]!["droplet_ids"]!.AsArray().Select(id => id!.GetValue<long>())];

    private async Task<IReadOnlyList<string>> VolumeIdsAsync(long droplet) =>
        [.. (await api.Client.Get($"/v2/droplets/{droplet}").ShouldBeAsync(HttpStatusCode.OK))["droplet"]!["volume_ids"]!.AsArray().Select(id => id!.GetValue<string>())];
}
