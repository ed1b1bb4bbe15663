using System.Net;
using System.Text.Json.Nodes;
using CloudControl.Api.Tests.Droplets;
using CloudControl.Api.Tests.Volumes;
using CloudControl.Domain.Storage;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.Tests.Snapshots;

public sealed class SnapshotTests(TestApi api) : IClassFixture<TestApi>
{
    private const string Invalid = "unprocessable_entity";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_snapshot_is_listed_with_its_volume_and_with_all_others()
    {
        var volume = await api.ReadyVolumeAsync("snapped");
        var held = await api.HeldExtentsAsync();
        var snapshot = await SnapshotAsync(volume, "big-data", """, "tags": ["kept"]""");
        Assert.Equal(held + 257, await api.HeldExtentsAsync());
        Assert.Equal((volume, "volume", 1), (Text(snapshot, "resource_id"), Text(snapshot, "resource_type"), snapshot["min_disk_size"]!.GetValue<int>()));
        Assert.Equal(["nyc3"], snapshot["regions"]!.AsArray().Select(r => r!.GetValue<string>()));
        foreach (var path in new[] { $"/v2/snapshots/{snapshot["id"]}", $"/v2/volumes/snapshots/{snapshot["id"]}" })
        {
            var got = (await api.Client.Get(path).ShouldBeAsync(HttpStatusCode.OK))["snapshot"]!;
            Assert.True(JsonNode.DeepEquals(snapshot, got), $"{snapshot}\n{got}");
        }

        foreach (var path in new[] { $"/v2/volumes/{volume}/snapshots", "/v2/snapshots", "/v2/snapshots?resource_type=volume" })
        {
            Assert.Contains(Text(snapshot, "id"), await IdsAsync(path));
        }

        Assert.DoesNotContain(Text(snapshot, "id"), await IdsAsync("/v2/snapshots?resource_type=droplet"));
        Assert.Equal("snapshot", Text((await api.Client.Get($"/v2/volumes/{volume}/actions").ShouldBeAsync(HttpStatusCode.OK))["actions"]![0]!, "type"));
    }

    [Fact]
    public async Task A_whole_snapshot_says_what_it_holds()
    {
        var id = Text(await SnapshotAsync(await api.ReadyVolumeAsync("holds"), "holds"), "id");
        await using (var db = api.OpenDb())
        {
            var row = await db.VolumeSnapshots.SingleAsync(s => s.Id == new VolumeId(Guid.Parse(id)), Ct);
            row.BecomeReady(3L << 29, TimeProvider.System.GetUtcNow());
            await db.SaveChangesAsync(Ct);
        }

        Assert.Equal(1.5m, (await api.Client.Get($"/v2/snapshots/{id}").ShouldBeAsync(HttpStatusCode.OK))["snapshot"]!["size_gigabytes"]!.GetValue<decimal>());
    }

    [Fact]
    public async Task Snapshots_are_paged()
    {
        var volume = await api.ReadyVolumeAsync("paged");
        var ids = new List<string>();
        foreach (var number in Enumerable.Range(1, 3))
        {
            ids.Add(Text(await SnapshotAsync(volume, $"page-{number}"), "id"));
        }

        Assert.Equal(Enumerable.Reverse(ids), await IdsAsync($"/v2/volumes/{volume}/snapshots"));
        Assert.Equal([ids[1]], await IdsAsync($"/v2/volumes/{volume}/snapshots?page=2&per_page=1"));
        Assert.Equal([ids[2], ids[1]], await IdsAsync("/v2/snapshots?page=1&per_page=2"));
    }

    [Fact]
    public async Task A_name_is_taken_once_until_its_snapshot_is_deleted()
    {
        var volume = await api.ReadyVolumeAsync("twice");
        var id = Text(await SnapshotAsync(volume, "same name"), "id");
        await PostAsync(volume, """{"name": "same name"}""").ShouldBeErrorAsync(HttpStatusCode.Conflict, "conflict");
        await api.Client.Delete($"/v2/snapshots/{id}").ShouldBeAsync(HttpStatusCode.NoContent);
        await SnapshotAsync(volume, "same name");
    }

    [Theory]
    [InlineData("/v2/snapshots/")]
    [InlineData("/v2/volumes/snapshots/")]
    public async Task A_deleted_snapshot_is_gone_at_once_and_its_scrub_can_be_watched(string path)
    {
        var id = Text(await SnapshotAsync(await api.ReadyVolumeAsync($"gone-{path.Length}"), $"gone {path}"), "id");
        using var deleted = await api.Client.Delete(path + id, "null");
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        var action = (await api.Client.Get(deleted.Headers.Location!.PathAndQuery).ShouldBeAsync(HttpStatusCode.OK))["action"]!;
        Assert.Equal(("destroy", "volume_snapshot"), (Text(action, "type"), Text(action, "resource_type")));
        await api.Client.Get(path + id).ShouldBeErrorAsync(HttpStatusCode.NotFound, "not_found");
        await api.Client.Delete(path + id).ShouldBeErrorAsync(HttpStatusCode.NotFound, "not_found");
    }

    [Fact]
    public async Task A_strangers_snapshot_is_not_found()
    {
        var volume = await api.ReadyVolumeAsync("private");
        var id = Text(await SnapshotAsync(volume, "private"), "id");
        await api.Stranger.Get($"/v2/snapshots/{id}").ShouldBeErrorAsync(HttpStatusCode.NotFound, "not_found");
        await api.Stranger.Delete($"/v2/snapshots/{id}").ShouldBeErrorAsync(HttpStatusCode.NotFound, "not_found");
        await api.Stranger.Get($"/v2/volumes/{volume}/snapshots").ShouldBeErrorAsync(HttpStatusCode.NotFound, "not_found");
        await api.Stranger.Post($"/v2/volumes/{volume}/snapshots", """{"name": "mine now"}""").ShouldBeErrorAsync(HttpStatusCode.NotFound, "not_found");
        await api.Stranger.Post("/v2/volumes", VolumeClients.Order("copy", $$""", "snapshot_id": "{{id}}" """)).ShouldBeErrorAsync(HttpStatusCode.UnprocessableEntity, Invalid);
        foreach (var unknown in new[] { Guid.NewGuid().ToString(), "17", "no-number" })
        {
            await api.Client.Get($"/v2/snapshots/{unknown}").ShouldBeErrorAsync(HttpStatusCode.NotFound, "not_found");
        }
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"name": ""}""")]
    [InlineData("""{"name": "two\nlines"}""")]
    [InlineData("""{"name": "tagged", "tags": ["not a tag"]}""")]
    public async Task What_cannot_be_a_snapshot_is_refused(string snapshot)
    {
        await PostAsync(await api.ReadyVolumeAsync($"refused-{snapshot.Length}"), snapshot).ShouldBeErrorAsync(HttpStatusCode.UnprocessableEntity, Invalid);
    }

    [Fact]
    public async Task A_volume_is_made_from_a_snapshot_where_it_lies_and_no_smaller()
    {
        await api.EnsureHostAsync();
        await api.EnsureHostAsync("ams3-01", "ams3");
        var source = (await api.Client.Post("/v2/volumes", """{"name": "source", "region": "nyc3", "size_gigabytes": 2}""").ShouldBeAsync(HttpStatusCode.Created))["volume"]!;
        var id = Text(await SnapshotAsync(Text(source, "id"), "origin"), "id");
        await RefuseAsync($$"""{"name": "copy", "region": "nyc3", "size_gigabytes": 1, "snapshot_id": "{{id}}"}""");
        await RefuseAsync($$"""{"name": "copy", "region": "ams3", "size_gigabytes": 2, "snapshot_id": "{{id}}"}""");
        await RefuseAsync($$"""{"name": "copy", "region": "nyc3", "size_gigabytes": 2, "snapshot_id": "{{Guid.NewGuid()}}"}""");
        await RefuseAsync("""{"name": "copy", "region": "nyc3", "size_gigabytes": 2, "snapshot_id": "no-id"}""");
        Assert.Equal(2, await MakeAsync($$"""{"name": "same", "snapshot_id": "{{id}}", "filesystem_type": ""}"""));
        Assert.Equal(3, await MakeAsync($$"""{"name": "larger", "region": "nyc3", "size_gigabytes": 3, "snapshot_id": "{{id}}"}"""));
        await api.Client.Delete($"/v2/snapshots/{id}").ShouldBeAsync(HttpStatusCode.NoContent);
        await RefuseAsync($$"""{"name": "copy", "region": "nyc3", "size_gigabytes": 2, "snapshot_id": "{{id}}"}""");
    }

    private static string Text(JsonNode node, string member) => node[member]!.GetValue<string>();

    private Task<HttpResponseMessage> PostAsync(string volume, string snapshot) => api.Client.Post($"/v2/volumes/{volume}/snapshots", snapshot);

    private async Task<JsonNode> SnapshotAsync(string volume, string name, string more = "") =>
        (await PostAsync(volume, $$"""{"name": "{{name}}"{{more}}}""").ShouldBeAsync(HttpStatusCode.Created))["snapshot"]!;

    private async Task<IReadOnlyList<string>> IdsAsync(string path) =>
        [.. (await api.Client.Get(path).ShouldBeAsync(HttpStatusCode.OK))["snapshots"]!.AsArray().Select(s => Text(s!, "id"))];

    private Task RefuseAsync(string volume) => api.Client.Post("/v2/volumes", volume).ShouldBeErrorAsync(HttpStatusCode.UnprocessableEntity, Invalid);

    private async Task<int> MakeAsync(string volume) =>
        (await api.Client.Post("/v2/volumes", volume).ShouldBeAsync(HttpStatusCode.Created))["volume"]!["size_gigabytes"]!.GetValue<int>();
}
