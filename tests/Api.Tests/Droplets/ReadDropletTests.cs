using System.Net;
using CloudControl.Domain.Droplets;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.Tests.Droplets;

public sealed class ReadDropletTests(TestApi api) : IClassFixture<TestApi>
{
    [Fact]
    public async Task An_active_droplet_shows_both_its_networks()
    {
        var id = await api.ActiveDropletAsync();

        var droplet = (await api.Client.Get($"/v2/droplets/{id}").ShouldBeAsync(HttpStatusCode.OK))["droplet"]!;

        Assert.Equal(("active", false), (droplet["status"]!.GetValue<string>(), droplet["locked"]!.GetValue<bool>()));
        var networks = droplet["networks"]!["v4"]!.AsArray().ToDictionary(n => n!["type"]!.GetValue<string>(), n => n!["ip_address"]!.GetValue<string>());
        Assert.Equal(("198.18.96.17", "10.103.0.17"), (networks["public"], networks["private"]));
        Assert.True(droplet.AsObject().ContainsKey("next_backup_window"));
        Assert.Null(droplet["next_backup_window"]);
    }

    [Fact]
    public async Task Anothers_droplet_cannot_be_told_from_one_that_never_was()
    {
        var id = await api.ActiveDropletAsync();
        string[] paths = ["", "/disk", "/actions", "/actions/1", "/neighbors", "/kernels", "/firewalls", "/snapshots", "/backups"];
        foreach (var path in paths)
        {
            var theirs = await api.Stranger.Get($"/v2/droplets/{id}{path}").ShouldBeAsync(HttpStatusCode.NotFound);
            var nobodys = await api.Stranger.Get($"/v2/droplets/{id + 1_000_000}{path}").ShouldBeAsync(HttpStatusCode.NotFound);
            Assert.Equal((nobodys["id"]!.GetValue<string>(), nobodys["message"]!.GetValue<string>()), (theirs["id"]!.GetValue<string>(), theirs["message"]!.GetValue<string>()));
        }

        await api.Stranger.Delete($"/v2/droplets/{id}").ShouldBeErrorAsync(HttpStatusCode.NotFound, "not_found");
        await api.Stranger.Post($"/v2/droplets/{id}/actions", """{"type": "power_off"}""").ShouldBeErrorAsync(HttpStatusCode.NotFound, "not_found");
        Assert.Empty((await api.Stranger.Get("/v2/droplets").ShouldBeAsync(HttpStatusCode.OK))["droplets"]!.AsArray());
        await api.Client.Get($"/v2/droplets/{id}").ShouldBeAsync(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Lists_are_narrowed_by_tag_and_by_name()
    {
        var tagged = await api.ActiveDropletAsync("Alpha.example.com", """, "tags": ["blue:1"]""");
        await api.ActiveDropletAsync("beta");

        Assert.Equal([tagged], await ListAsync("tag_name=blue:1"));
        Assert.Equal([tagged], await ListAsync("name=ALPHA.example.COM"));
        Assert.Empty(await ListAsync("name=alpha"));
        Assert.Empty(await ListAsync("tag_name=blue"));
        Assert.Empty(await ListAsync("type=gpus"));
        Assert.Contains(tagged, await ListAsync("tag_name=&name=&type=droplets&per_page=200"));
    }

    [Fact]
    public async Task A_disk_says_where_it_lies()
    {
        var id = await api.ActiveDropletAsync();

        var disk = (await api.Client.Get($"/v2/droplets/{id}/disk").ShouldBeAsync(HttpStatusCode.OK))["disk"]!;

        Assert.Equal("nyc3-01", disk["host"]!.GetValue<string>());
        Assert.Matches("^cc-[0-9a-f]{32}$", disk["logical_volume"]!.GetValue<string>());
        Assert.Equal(10L << 30, disk["size_bytes"]!.GetValue<long>());
        Assert.Equal(DropletClients.ExtentsOfSmallest * 4 * 1024 * 1024, disk["cow_bytes"]!.GetValue<long>());
        Assert.Equal((65536, 0), (disk["chunk_bytes"]!.GetValue<int>(), disk["chunks_written"]!.GetValue<int>()));
        Assert.Null(disk["nbd_uri"]);
    }

    [Fact]
    public async Task A_disk_that_is_there_can_be_opened_over_nbd()
    {
        var id = await api.ActiveDropletAsync();
        await using (var db = api.OpenDb())
        {
            (await db.Volumes.SingleAsync(v => v.DropletId == new DropletId(id), TestContext.Current.CancellationToken)).BecomeReady(chunksWritten: 22);
            await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        }

        var disk = (await api.Client.Get($"/v2/droplets/{id}/disk").ShouldBeAsync(HttpStatusCode.OK))["disk"]!;

        Assert.Equal(22, disk["chunks_written"]!.GetValue<int>());
        Assert.Equal($"nbd+unix:///{disk["logical_volume"]}?socket=/srv/nyc3-01/nbd.sock", disk["nbd_uri"]!.GetValue<string>());
    }

    private async Task<List<long>> ListAsync(string query)
    {
        var body = await api.Client.Get($"/v2/droplets?{query}").ShouldBeAsync(HttpStatusCode.OK);
        return [.. body["droplets"]!.AsArray().Select(d => d!["id"]!.GetValue<long>())];
    }
}
