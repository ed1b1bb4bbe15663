using System.Net;
using System.Text.Json.Nodes;
using CloudControl.Api.Tests.SshKeys;
using CloudControl.Domain.Droplets;
using CloudControl.Domain.Droplets.Runs;
using CloudControl.Domain.Runs;
using CloudControl.Domain.Volumes;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.Tests.Droplets;

public sealed class CreateDropletTests(TestApi api) : IClassFixture<TestApi>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_order_is_droplet_volume_action_and_run_at_once()
    {
        await api.EnsureHostAsync();
        var held = await api.HeldExtentsAsync();

        var body = await api.Client.Post("/v2/droplets", DropletClients.Order("web-1")).ShouldBeAsync(HttpStatusCode.Accepted);

        var droplet = body["droplet"]!;
        Assert.Equal(("new", true), (droplet["status"]!.GetValue<string>(), droplet["locked"]!.GetValue<bool>()));
        Assert.Empty(droplet["networks"]!["v4"]!.AsArray());
        var link = Assert.Single(body["links"]!["actions"]!.AsArray())!;
        Assert.Equal("create", link["rel"]!.GetValue<string>());
        var action = await api.Client.Get(link["href"]!.GetValue<string>()).ShouldBeAsync(HttpStatusCode.OK);
        Assert.Equal("in-progress", action["action"]!["status"]!.GetValue<string>());
        Assert.Equal(held + DropletClients.ExtentsOfSmallest, await api.HeldExtentsAsync());

        await using var db = api.OpenDb();
        var id = new DropletId(droplet["id"]!.GetValue<long>());
        var volume = await db.Volumes.SingleAsync(v => v.DropletId == id, Ct);
        Assert.Equal((VolumeState.Ordered, DropletClients.ExtentsOfSmallest), (volume.State, volume.ExtentCount));
        var run = await db.Runs.SingleAsync(r => r.Subject == $"droplet:{id}", Ct);
        Assert.Equal((DropletRuns.CreatePipeline, "nyc3-01", RunStatus.Forward), (run.Pipeline, run.Queue, run.Status));
    }

    [Fact]
    public async Task Several_names_are_several_droplets_with_a_link_each()
    {
        await api.EnsureHostAsync();
        var order = """{"names": ["a.example.com", "b", "c"], "region": "nyc3", "size": "s-1vcpu-512mb-10gb", "image": "debian-12-x64"}""";

        var body = await api.Client.Post("/v2/droplets/", order).ShouldBeAsync(HttpStatusCode.Accepted);

        Assert.Equal(["a.example.com", "b", "c"], body["droplets"]!.AsArray().Select(d => d!["name"]!.GetValue<string>()));
        Assert.Equal(3, body["links"]!["actions"]!.AsArray().Count);
        Assert.Null(body["droplet"]);
    }

    [Fact]
    public async Task Clients_may_spell_an_order_in_their_own_ways()
    {
        await api.EnsureHostAsync();
        var line = PublicKeys.New();
        var registered = new JsonObject { ["name"] = "k", ["public_key"] = line }.ToJsonString();
        var key = (await api.Client.Post("/v2/account/keys", registered).ShouldBeAsync(HttpStatusCode.Created))["ssh_key"]!;

        var droplet = await api.OrderDropletAsync("ansible", $$"""
            , "ssh_keys": ["{{key["id"]}}", {{key["id"]}}, "{{key["fingerprint"]}}"], "ipv6": "true", "backups": "", "monitoring": 1,
            "with_droplet_agent": null, "user_data": "", "volumes": [], "volume": [], "tags": ["web", "web"], "vpc_uuid": "",
            "baseurl": "https://example.com", "timeout": 30, "firewall": null, "snapshot_id": "", "private_networking": true
            """);

        Assert.Equal(["ipv6", "monitoring", "private_networking"], droplet["features"]!.AsArray().Select(f => f!.GetValue<string>()));
        Assert.Equal(["web"], droplet["tags"]!.AsArray().Select(t => t!.GetValue<string>()));
        await using var db = api.OpenDb();
        var id = new DropletId(droplet["id"]!.GetValue<long>());
        var stored = await db.Droplets.SingleAsync(d => d.Id == id, Ct);
        Assert.Equal([line], stored.AuthorizedKeys);
        Assert.Null(stored.UserData);
    }

    [Theory]
    [InlineData("\"image\": 100")]
    [InlineData("\"image\": \"100\"")]
    [InlineData("\"image\": \"debian-12-x64\"")]
    public async Task An_image_is_an_id_or_a_slug(string image)
    {
        await api.EnsureHostAsync();
        var body = await api.Client.Post("/v2/droplets", $$"""{"name": "x", "region": "nyc3", "size": "s-1vcpu-512mb-10gb", {{image}}}""")
            .ShouldBeAsync(HttpStatusCode.Accepted);

        Assert.Equal("debian-12-x64", body["droplet"]!["image"]!["slug"]!.GetValue<string>());
    }

    [Fact]
    public async Task Without_a_region_the_one_with_the_most_room_is_chosen()
    {
        await api.EnsureHostAsync();
        await api.EnsureHostAsync("tor1-01", "tor1", disks: 500);

        var body = await api.Client.Post("/v2/droplets", """{"name": "x", "size": "s-1vcpu-512mb-10gb", "image": "debian-12-x64"}""")
            .ShouldBeAsync(HttpStatusCode.Accepted);

        Assert.Equal("tor1", body["droplet"]!["region"]!["slug"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("""{"name": "x", "region": "nyc3", "size": "s-1vcpu-1gb"}""", "You specified an invalid image for Droplet creation.")]
    [InlineData("""{"name": "x", "region": "nyc3", "size": "s-1vcpu-1gb", "image": "nothing"}""", "You specified an invalid image for Droplet creation.")]
    [InlineData("""{"name": "x", "region": "nyc3", "image": 100}""", "You specified an invalid size for Droplet creation.")]
    [InlineData("""{"name": "x", "region": "nyc3", "size": "huge", "image": 100}""", "You specified an invalid size for Droplet creation.")]
    [InlineData("""{"name": "x", "region": "moon1", "size": "1gb", "image": 100}""", "You specified an invalid region for Droplet creation.")]
    [InlineData("""{"name": "x", "region": "nyc3", "size": "1gb", "image": 100, "ssh_keys": [7, "aa:bb"]}""", "7, aa:bb are invalid key identifiers for Droplet creation.")]
    [InlineData("""{"name": "x", "region": "nyc3", "size": "1gb", "image": 100, "volumes": ["v"]}""", "You specified an invalid volume for Droplet creation.")]
    [InlineData("""{"name": "x", "region": "nyc3", "size": "1gb", "image": 100, "vpc_uuid": "5a4981aa-9653-4bd1-bef5-d6bff52042e4"}""", "You specified an invalid VPC for Droplet creation.")]
    [InlineData("""{"name": "x", "region": "nyc3", "size": "1gb", "image": 100, "scrub": "maybe"}""", "scrub must be true or false.")]
    [InlineData("""{"name": "x", "region": "nyc3", "size": "1gb", "image": 100, "scrub": true, "scrub_data": false}""", "scrub must be true or false.")]
    [InlineData("""{"region": "nyc3", "size": "1gb", "image": 100}""", "Only valid hostname characters are allowed. (a-z, A-Z, 0-9, . and -)")]
    [InlineData("""{"name": "a b", "region": "nyc3", "size": "1gb", "image": 100}""", "Only valid hostname characters are allowed. (a-z, A-Z, 0-9, . and -)")]
    [InlineData("""{"names": ["ok", "-"], "region": "nyc3", "size": "1gb", "image": 100}""", "Only valid hostname characters are allowed. (a-z, A-Z, 0-9, . and -)")]
    [InlineData("""{"names": ["a","b","c","d","e","f","g","h","i","j","k"], "region": "nyc3", "size": "1gb", "image": 100}""", "At most 10 droplets can be created at once.")]
    [InlineData("""{"name": "x", "region": "nyc3", "size": "1gb", "image": 100, "tags": ["not ok"]}""", "Tags may contain letters, numbers, colons, dashes, and underscores, at most 255 of them.")]
    [InlineData("""{"name": "x", "region": "nyc3", "size": "1gb", "image": {"id": 100}}""", "The value at $.image cannot be used.")]
    public async Task What_cannot_be_ordered_is_refused_and_nothing_is_held(string order, string message)
    {
        await api.EnsureHostAsync();
        var held = await api.HeldExtentsAsync();

        await api.Client.Post("/v2/droplets", order).ShouldBeErrorAsync(HttpStatusCode.UnprocessableEntity, "unprocessable_entity", message);

        Assert.Equal(held, await api.HeldExtentsAsync());
    }

    [Fact]
    public async Task User_data_has_a_limit_in_bytes()
    {
        await api.OrderDropletAsync("fits", $$""", "user_data": "{{new string('x', Droplet.MaximumUserDataBytes)}}" """);

        await api.Client.Post("/v2/droplets", DropletClients.Order("large", $$""", "user_data": "{{new string('ü', (Droplet.MaximumUserDataBytes / 2) + 1)}}" """))
            .ShouldBeErrorAsync(HttpStatusCode.UnprocessableEntity, "unprocessable_entity");
    }

    [Fact]
    public async Task Another_accounts_keys_are_unknown()
    {
        await api.EnsureHostAsync();
        var registered = new JsonObject { ["name"] = "theirs", ["public_key"] = PublicKeys.New() }.ToJsonString();
        var key = (await api.Stranger.Post("/v2/account/keys", registered).ShouldBeAsync(HttpStatusCode.Created))["ssh_key"]!;

        await api.Client.Post("/v2/droplets", DropletClients.Order("x", $$""", "ssh_keys": [{{key["id"]}}]"""))
            .ShouldBeErrorAsync(HttpStatusCode.UnprocessableEntity, "unprocessable_entity", $"{key["id"]} are invalid key identifiers for Droplet creation.");
    }
}
