using System.Net;
using System.Text.Json.Nodes;
using CloudControl.Api.Tests.Droplets;
using CloudControl.Domain.Accounts;
using CloudControl.Domain.Droplets;
using CloudControl.Domain.Storage;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.Tests.Volumes;

public sealed class VolumeTests(TestApi api) : IClassFixture<TestApi>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_volume_is_answered_as_it_was_ordered_and_holds_its_extents()
    {
        await api.EnsureHostAsync();
        var held = await api.HeldExtentsAsync();
        var volume = await api.OrderVolumeAsync(
            "ext4-example", """, "filesystem_type": "ext4", "filesystem_label": "ext4_volume_01", "description": "Block store", "tags": ["base"], "snapshot_id": "" """);
        Assert.Equal("nyc3", volume["region"]!["slug"]!.GetValue<string>());
        Assert.Equal(("ext4", "ext4_volume_01"), (volume["filesystem_type"]!.GetValue<string>(), volume["filesystem_label"]!.GetValue<string>()));
        Assert.Equal("base", volume["tags"]![0]!.GetValue<string>());
        Assert.Empty(volume["droplet_ids"]!.AsArray());
        Assert.Equal(1, volume["size_gigabytes"]!.GetValue<int>());
        var got = (await api.Client.Get($"/v2/volumes/{volume["id"]}").ShouldBeAsync(HttpStatusCode.OK))["volume"]!;
        Assert.True(JsonNode.DeepEquals(volume, got), $"{volume}\n{got}");
        Assert.Equal(held + 257, await api.HeldExtentsAsync());
    }

    [Fact]
    public async Task Lists_are_narrowed_by_name_and_region()
    {
        await api.EnsureHostAsync("ams3-01", "ams3");
        await api.OrderVolumeAsync("listed");
        await api.Client.Post("/v2/volumes", """{"name": "listed", "region": "ams3", "size_gigabytes": "2"}""").ShouldBeAsync(HttpStatusCode.Created);
        Assert.Equal(2, await CountAsync("?name=listed"));
        Assert.Equal(1, await CountAsync("?name=listed&region=ams3"));
        Assert.Equal(0, await CountAsync("?name=unlisted"));
        Assert.True(await CountAsync("?name=&region=") >= 2);
    }

    [Fact]
    public async Task A_name_is_taken_once_in_a_region_until_its_volume_is_deleted()
    {
        var id = await api.ReadyVolumeAsync("once");
        await api.Client.Post("/v2/volumes", VolumeClients.Order("once")).ShouldBeErrorAsync(HttpStatusCode.Conflict, "conflict");
        await api.Client.Delete($"/v2/volumes/{id}").ShouldBeAsync(HttpStatusCode.NoContent);
        await api.OrderVolumeAsync("once");
    }

    [Fact]
    public async Task A_deleted_volume_is_gone_at_once_and_its_scrub_can_be_watched()
    {
        var id = await api.ReadyVolumeAsync("deleted");
        using var deleted = await api.Client.Delete($"/v2/volumes/{id}", "{}");
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        var action = (await api.Client.Get(deleted.Headers.Location!.PathAndQuery).ShouldBeAsync(HttpStatusCode.OK))["action"]!;
        Assert.Equal(("destroy", "volume", true), (action["type"]!.GetValue<string>(), action["resource_type"]!.GetValue<string>(), action["scrub"]!.GetValue<bool>()));
        Assert.Null(action["resource_id"]);
        await api.Client.Get($"/v2/volumes/{id}").ShouldBeErrorAsync(HttpStatusCode.NotFound, "not_found");
        await api.Client.Delete($"/v2/volumes/{id}").ShouldBeErrorAsync(HttpStatusCode.NotFound, "not_found");
    }

    [Fact]
    public async Task A_volume_is_deleted_by_name_and_region_and_never_by_half_a_name()
    {
        var id = await api.ReadyVolumeAsync("by-name");
        await api.Client.Delete("/v2/volumes").ShouldBeErrorAsync(HttpStatusCode.UnprocessableEntity, "unprocessable_entity");
        await api.Client.Delete("/v2/volumes?name=by-name").ShouldBeErrorAsync(HttpStatusCode.UnprocessableEntity, "unprocessable_entity");
        await api.Client.Delete("/v2/volumes?name=by-name&region=ams3").ShouldBeErrorAsync(HttpStatusCode.NotFound, "not_found");
        await api.Client.Get($"/v2/volumes/{id}").ShouldBeAsync(HttpStatusCode.OK);
        await api.Client.Delete("/v2/volumes?name=by-name&region=nyc3").ShouldBeAsync(HttpStatusCode.NoContent);
        await api.Client.Get($"/v2/volumes/{id}").ShouldBeErrorAsync(HttpStatusCode.NotFound, "not_found");
    }

    [Fact]
    public async Task A_strangers_volume_is_not_found()
    {
        var id = await api.ReadyVolumeAsync("private");
        await api.Stranger.Get($"/v2/volumes/{id}").ShouldBeErrorAsync(HttpStatusCode.NotFound, "not_found");
        await api.Stranger.Get($"/v2/volumes/{id}/disk").ShouldBeErrorAsync(HttpStatusCode.NotFound, "not_found");
        await api.Stranger.Delete($"/v2/volumes/{id}").ShouldBeErrorAsync(HttpStatusCode.NotFound, "not_found");
        await api.Stranger.Delete("/v2/volumes?name=private&region=nyc3").ShouldBeErrorAsync(HttpStatusCode.NotFound, "not_found");
        Assert.Empty((await api.Stranger.Get("/v2/volumes").ShouldBeAsync(HttpStatusCode.OK))["volumes"]!.AsArray());
    }

    [Theory]
    [InlineData("""{"region": "nyc3", "size_gigabytes": 1}""")]
    [InlineData("""{"name": "Upper", "region": "nyc3", "size_gigabytes": 1}""")]
    [InlineData("""{"name": "1st", "region": "nyc3", "size_gigabytes": 1}""")]
    [InlineData("""{"name": "bad", "region": "nyc3"}""")]
    [InlineData("""{"name": "bad", "region": "nyc3", "size_gigabytes": 0}""")]
    [InlineData("""{"name": "bad", "region": "nyc3", "size_gigabytes": 16385}""")]
    [InlineData("""{"name": "bad", "region": "nowhere", "size_gigabytes": 1}""")]
    [InlineData("""{"name": "bad", "size_gigabytes": 1}""")]
    [InlineData("""{"name": "bad", "region": "nyc3", "size_gigabytes": 1, "filesystem_type": "ntfs"}""")]
    [InlineData("""{"name": "bad", "region": "nyc3", "size_gigabytes": 1, "filesystem_label": "label"}""")]
    [InlineData("""{"name": "bad", "region": "nyc3", "size_gigabytes": 1, "filesystem_type": "ext4", "filesystem_label": "seventeen-letters"}""")]
    [InlineData("""{"name": "bad", "region": "nyc3", "size_gigabytes": 1, "filesystem_type": "xfs", "filesystem_label": "thirteenchars"}""")]
    [InlineData("""{"name": "bad", "region": "nyc3", "size_gigabytes": 1, "filesystem_type": "ext4", "filesystem_label": "\u0000"}""")]
    [InlineData("""{"name": "bad", "region": "nyc3", "size_gigabytes": 1, "tags": ["not a tag"]}""")]
    [InlineData("""{"name": "too-large", "region": "nyc3", "size_gigabytes": 16384}""")]
    public async Task What_cannot_be_made_is_refused(string order)
    {
        await api.EnsureHostAsync();
        await api.Client.Post("/v2/volumes", order).ShouldBeErrorAsync(HttpStatusCode.UnprocessableEntity, "unprocessable_entity");
    }

    [Fact]
    public async Task An_account_has_so_many_volumes_and_no_more()
    {
        await api.EnsureHostAsync();
        var account = Account.Open("many", "many@example.com", TimeProvider.System.GetUtcNow());
        var client = api.ClientFor(await api.OpenAccountAsync(account));
        var limit = (await client.Get("/v2/account").ShouldBeAsync(HttpStatusCode.OK))["account"]!["volume_limit"]!.GetValue<int>();
        for (var made = 0; made < limit; made++)
        {
            await client.Post("/v2/volumes", VolumeClients.Order($"volume-{made}")).ShouldBeAsync(HttpStatusCode.Created);
        }

        var refused = await client.Post("/v2/volumes", VolumeClients.Order("one-more")).ShouldBeAsync(HttpStatusCode.Forbidden);
        Assert.Equal("forbidden", refused["id"]!.GetValue<string>());
        Assert.Contains("capacity limit exceeded", refused["message"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Its_disk_says_where_it_lies_and_is_exported_while_a_droplet_has_it()
    {
        var id = await api.ReadyVolumeAsync("disk");
        await using (var db = api.OpenDb())
        {
            var laid = await db.Volumes.SingleAsync(v => v.Id == new VolumeId(Guid.Parse(id)), Ct);
            Assert.Null(laid.DropletId);
            laid.BecomeReady(chunksWritten: 22);
            await db.SaveChangesAsync(Ct);
        }

        var disk = (await api.Client.Get($"/v2/volumes/{id}/disk").ShouldBeAsync(HttpStatusCode.OK))["disk"]!;
        Assert.Null(disk["nbd_uri"]);
        var droplet = await api.ActiveDropletAsync("holder");
        await using (var db = api.OpenDb())
        {
            (await db.BlockVolumes.SingleAsync(v => v.Id == new VolumeId(Guid.Parse(id)), Ct)).AttachTo(new DropletId(droplet));
            await db.SaveChangesAsync(Ct);
        }

        disk = (await api.Client.Get($"/v2/volumes/{id}/disk").ShouldBeAsync(HttpStatusCode.OK))["disk"]!;
        var export = new VolumeId(Guid.Parse(id)).LogicalVolume;
        Assert.Equal($"nbd+unix:///{export}?socket=/srv/nyc3-01/nbd.sock", disk["nbd_uri"]!.GetValue<string>());
        Assert.Equal((1L << 30, 22L), (disk["size_bytes"]!.GetValue<long>(), disk["chunks_written"]!.GetValue<long>()));
    }

    [Fact]
    public async Task A_volume_can_be_tagged_like_anything_else()
    {
        var id = await api.ReadyVolumeAsync("tagged");
        await api.Client.Post("/v2/tags", """{"name": "later"}""").ShouldBeAsync(HttpStatusCode.Created);
        await api.Client.Post("/v2/tags/later/resources", $$"""{"resources": [{"resource_id": "{{id}}", "resource_type": "volume"}]}""")
            .ShouldBeAsync(HttpStatusCode.NoContent);
        var volume = (await api.Client.Get($"/v2/volumes/{id}").ShouldBeAsync(HttpStatusCode.OK))["volume"]!;
        Assert.Equal("later", Assert.Single(volume["tags"]!.AsArray())!.GetValue<string>());
    }

    private async Task<int> CountAsync(string query) =>
        (await api.Client.Get($"/v2/volumes{query}").ShouldBeAsync(HttpStatusCode.OK))["meta"]!["total"]!.GetValue<int>();
}
