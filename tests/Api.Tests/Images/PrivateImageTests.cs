using System.Net;
using CloudControl.Api.Tests.Droplets;
using CloudControl.Domain.Droplets;
using CloudControl.Domain.Events;
using CloudControl.Domain.Images;
using CloudControl.Domain.Images.Runs;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.Tests.Images;

public sealed class PrivateImageTests(TestApi api) : IClassFixture<TestApi>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_snapshot_is_found_by_the_second_its_action_started_and_on_its_droplet()
    {
        var droplet = await api.ActiveDropletAsync();
        var image = await api.SnapshotAsync(droplet, "Before the upgrade");

        var listed = (await api.Client.Get($"/v2/droplets/{droplet}/snapshots").ShouldBeAsync(HttpStatusCode.OK))["snapshots"]![0]!;
        var action = (await api.Client.Get($"/v2/droplets/{droplet}/actions").ShouldBeAsync(HttpStatusCode.OK))["actions"]![0]!;
        var shown = (await api.Client.Get($"/v2/images/{image}").ShouldBeAsync(HttpStatusCode.OK))["image"]!;
        var own = (await api.Client.Get($"/v2/droplets/{droplet}").ShouldBeAsync(HttpStatusCode.OK))["droplet"]!;

        Assert.Equal(action["started_at"]!.GetValue<string>(), listed["created_at"]!.GetValue<string>());     // Terraform
        Assert.Equal(("Before the upgrade", "snapshot", 10), (listed["name"]!.GetValue<string>(), listed["type"]!.GetValue<string>(), listed["min_disk_size"]!.GetValue<int>()));
        Assert.Equal(("snapshot", false, "Debian"), (shown["type"]!.GetValue<string>(), shown["public"]!.GetValue<bool>(), shown["distribution"]!.GetValue<string>()));
        Assert.Equal(["nyc3"], shown["regions"]!.AsArray().Select(r => r!.GetValue<string>()));
        Assert.Equal([image], own["snapshot_ids"]!.AsArray().Select(id => id!.GetValue<long>()));
        Assert.Empty(own["backup_ids"]!.AsArray());
    }

    [Fact]
    public async Task An_image_that_is_still_being_copied_is_not_shown()
    {
        var droplet = await api.ActiveDropletAsync();
        await api.Client.Post($"/v2/droplets/{droplet}/actions", """{"type": "snapshot"}""").ShouldBeAsync(HttpStatusCode.Created);

        var listed = await api.Client.Get($"/v2/droplets/{droplet}/snapshots").ShouldBeAsync(HttpStatusCode.OK);

        Assert.Empty(listed["snapshots"]!.AsArray());
    }

    [Fact]
    public async Task A_snapshot_holds_the_room_of_its_droplets_disk_and_none_is_begun_without()
    {
        await api.EnsureHostAsync("ams3-01", "ams3", disks: 2);
        var order = DropletClients.Order("full").Replace("nyc3", "ams3", StringComparison.Ordinal);
        var droplet = (await api.Client.Post("/v2/droplets", order).ShouldBeAsync(HttpStatusCode.Accepted))["droplet"]!["id"]!.GetValue<long>();
        await api.EndEventsAsync(droplet, d => d.PowerOn());

        await api.Client.Post($"/v2/droplets/{droplet}/actions", """{"type": "snapshot"}""").ShouldBeAsync(HttpStatusCode.Created);
        Assert.Equal(2 * DropletClients.ExtentsOfSmallest, await api.HeldExtentsAsync("ams3-01"));
        await api.EndEventsAsync(droplet);

        await api.Client.Post($"/v2/droplets/{droplet}/actions", """{"type": "snapshot"}""")
            .ShouldBeErrorAsync(HttpStatusCode.UnprocessableEntity, "unprocessable_entity", "There is no room for a snapshot of this droplet now.");
        Assert.Equal(2 * DropletClients.ExtentsOfSmallest, await api.HeldExtentsAsync("ams3-01"));
    }

    [Fact]
    public async Task A_droplet_made_from_an_image_is_copied_from_it_beside_it()
    {
        await api.EnsureHostAsync("nyc3-99", disks: 500);     // emptier, but without the image
        var image = await api.SnapshotAsync(await api.ActiveDropletAsync());
        var source = Assert.Single(await api.VolumesOfImageAsync(image));

        var order = DropletClients.Order("copy").Replace("\"debian-12-x64\"", $"{image}", StringComparison.Ordinal);
        var made = (await api.Client.Post("/v2/droplets", order).ShouldBeAsync(HttpStatusCode.Accepted))["droplet"]!;

        await using var db = api.OpenDb();
        DropletId? id = new DropletId(made["id"]!.GetValue<long>());
        var volume = await db.Volumes.SingleAsync(v => v.DropletId == id, Ct);
        Assert.Equal((source.Id, source.HostName), (volume.SourceVolumeId, volume.HostName));
        Assert.Equal(image, made["image"]!["id"]!.GetValue<long>());
    }

    [Theory]
    [InlineData("nyc3", "sfo3", "The image is not available in the selected region.")]
    [InlineData("s-1vcpu-512mb-10gb", "no-such-size", "You specified an invalid size for Droplet creation.")]
    public async Task A_droplet_is_made_from_an_image_only_where_it_lies(string from, string to, string message)
    {
        var image = await api.SnapshotAsync(await api.ActiveDropletAsync());
        var order = DropletClients.Order("elsewhere").Replace("\"debian-12-x64\"", $"\"{image}\"", StringComparison.Ordinal)
            .Replace(from, to, StringComparison.Ordinal);

        await api.Client.Post("/v2/droplets", order).ShouldBeErrorAsync(HttpStatusCode.UnprocessableEntity, "unprocessable_entity", message);
    }

    [Fact]
    public async Task A_droplet_is_restored_from_its_own_images_and_rebuilt_from_any()
    {
        var (first, second) = (await api.ActiveDropletAsync("first"), await api.ActiveDropletAsync("second"));
        var image = await api.SnapshotAsync(first);

        await api.Client.Post($"/v2/droplets/{second}/actions", $$"""{"type": "restore", "image": {{image}}}""")
            .ShouldBeErrorAsync(HttpStatusCode.UnprocessableEntity, "unprocessable_entity", "The image must be a snapshot or a backup of this droplet.");
        var restore = await api.Client.Post($"/v2/droplets/{first}/actions", $$"""{"type": "restore", "image": {{image}}}""").ShouldBeAsync(HttpStatusCode.Created);
        await api.Client.Post($"/v2/droplets/{second}/actions", $$"""{"type": "rebuild", "image": "{{image}}"}""").ShouldBeAsync(HttpStatusCode.Created);

        Assert.Equal("restore", restore["action"]!["type"]!.GetValue<string>());
    }

    [Fact]
    public async Task An_image_is_described_by_its_owner_alone()
    {
        var image = await api.SnapshotAsync(await api.ActiveDropletAsync(), "old name");

        var described = await api.Client.Put($"/v2/images/{image}", """{"name": "new name", "distribution": "Ubuntu", "description": "why", "x": 1}""").ShouldBeAsync(HttpStatusCode.OK);
        Assert.Equal("new name", described["image"]!["name"]!.GetValue<string>());
        var kept = await api.Client.Put($"/v2/images/{image}", """{"name": ""}""").ShouldBeAsync(HttpStatusCode.OK);
        Assert.Equal(("new name", "Ubuntu", "why"), (kept["image"]!["name"]!.GetValue<string>(), kept["image"]!["distribution"]!.GetValue<string>(), kept["image"]!["description"]!.GetValue<string>()));

        await api.Client.Put($"/v2/images/{image}", """{"distribution": "Plan 9"}""").ShouldBeErrorAsync(HttpStatusCode.UnprocessableEntity, "unprocessable_entity");
        await api.Client.Put("/v2/images/debian-12-x64", """{"name": "mine"}""").ShouldBeErrorAsync(HttpStatusCode.Forbidden, "forbidden");
        await api.Stranger.Put($"/v2/images/{image}", """{"name": "mine"}""").ShouldBeErrorAsync(HttpStatusCode.NotFound, "not_found");
        await api.Stranger.Get($"/v2/images/{image}").ShouldBeErrorAsync(HttpStatusCode.NotFound, "not_found");
        await api.Stranger.Delete($"/v2/images/{image}").ShouldBeErrorAsync(HttpStatusCode.NotFound, "not_found");
    }

    [Fact]
    public async Task A_deleted_image_is_gone_at_once_and_its_bytes_go_behind_the_answer()
    {
        var image = await api.SnapshotAsync(await api.ActiveDropletAsync());
        var volume = Assert.Single(await api.VolumesOfImageAsync(image));

        await api.Client.Delete($"/v2/images/{image}", "{}").ShouldBeAsync(HttpStatusCode.NoContent);

        await api.Client.Get($"/v2/images/{image}").ShouldBeErrorAsync(HttpStatusCode.NotFound, "not_found");
        await api.Client.Delete($"/v2/images/{image}").ShouldBeErrorAsync(HttpStatusCode.NotFound, "not_found");
        await api.Client.Delete("/v2/images/debian-12-x64").ShouldBeErrorAsync(HttpStatusCode.Forbidden, "forbidden");
        await using var db = api.OpenDb();
        var run = await db.Runs.SingleAsync(r => r.Subject == $"volume:{volume.Id}", Ct);
        Assert.Equal((ImageRuns.ReturnPipeline, volume.HostName), (run.Pipeline, run.Queue));
    }

    [Fact]
    public async Task A_droplets_snapshot_is_deleted_among_the_snapshots_too()
    {
        var image = await api.SnapshotAsync(await api.ActiveDropletAsync());
        await api.Stranger.Delete($"/v2/snapshots/{image}").ShouldBeErrorAsync(HttpStatusCode.NotFound, "not_found");

        await api.Client.Delete($"/v2/snapshots/{image}").ShouldBeAsync(HttpStatusCode.NoContent);

        await api.Client.Get($"/v2/images/{image}").ShouldBeErrorAsync(HttpStatusCode.NotFound, "not_found");
        await api.Client.Delete($"/v2/snapshots/{image}").ShouldBeErrorAsync(HttpStatusCode.NotFound, "not_found");
    }

    [Fact]
    public async Task A_backup_is_converted_to_a_snapshot_and_then_kept()
    {
        var droplet = await api.ActiveDropletAsync();
        var backup = await api.SnapshotAsync(droplet, kind: ImageKind.Backup);
        var listed = await api.Client.Get($"/v2/droplets/{droplet}/backups").ShouldBeAsync(HttpStatusCode.OK);
        Assert.Equal("backup", listed["backups"]![0]!["type"]!.GetValue<string>());

        var action = (await api.Client.Post($"/v2/images/{backup}/actions", """{"type": "convert"}""").ShouldBeAsync(HttpStatusCode.Created))["action"]!;

        Assert.Equal(("completed", "convert", "image"), (action["status"]!.GetValue<string>(), action["type"]!.GetValue<string>(), action["resource_type"]!.GetValue<string>()));
        Assert.Equal("snapshot", (await api.Client.Get($"/v2/images/{backup}").ShouldBeAsync(HttpStatusCode.OK))["image"]!["type"]!.GetValue<string>());
        var again = await api.Client.Get($"/v2/images/{backup}/actions/{action["id"]}").ShouldBeAsync(HttpStatusCode.OK);
        Assert.Equal(action["id"]!.GetValue<long>(), again["action"]!["id"]!.GetValue<long>());
        var all = await api.Client.Get($"/v2/images/{backup}/actions").ShouldBeAsync(HttpStatusCode.OK);
        Assert.Equal(1, all["meta"]!["total"]!.GetValue<int>());
        await using (var db = api.OpenDb())
        {
            Assert.Equal(1, await db.Events.CountAsync(e => e.Type == EventTypes.ImageActionCompleted && e.ResourceId == $"{backup}", Ct));
        }

        await api.Client.Post($"/v2/images/{backup}/actions", """{"type": "convert"}""").ShouldBeErrorAsync(HttpStatusCode.UnprocessableEntity, "unprocessable_entity");
        await api.Client.Post("/v2/images/101/actions", """{"type": "convert"}""").ShouldBeErrorAsync(HttpStatusCode.Forbidden, "forbidden");
        await api.Client.Get("/v2/images/424242/actions").ShouldBeErrorAsync(HttpStatusCode.NotFound, "not_found");
        await api.Client.Get($"/v2/images/{backup}/actions/1").ShouldBeErrorAsync(HttpStatusCode.NotFound, "not_found");
    }

    [Fact]
    public async Task A_transfer_orders_a_copy_in_the_other_region_and_keeps_the_image_from_being_deleted()
    {
        await api.EnsureHostAsync("lon1-01", "lon1", disks: 2);
        var image = await api.SnapshotAsync(await api.ActiveDropletAsync());

        var action = (await api.Client.Post($"/v2/images/{image}/actions", """{"type": "transfer", "region": "lon1"}""").ShouldBeAsync(HttpStatusCode.Created))["action"]!;

        Assert.Equal(("in-progress", "transfer", image), (action["status"]!.GetValue<string>(), action["type"]!.GetValue<string>(), action["resource_id"]!.GetValue<long>()));
        Assert.Equal(DropletClients.ExtentsOfSmallest, await api.HeldExtentsAsync("lon1-01"));
        await api.Client.Delete($"/v2/images/{image}")
            .ShouldBeErrorAsync(HttpStatusCode.UnprocessableEntity, "unprocessable_entity", "Image already has a pending event.");
        await api.Client.Post($"/v2/images/{image}/actions", """{"type": "transfer", "region": "lon1"}""")
            .ShouldBeErrorAsync(HttpStatusCode.UnprocessableEntity, "unprocessable_entity", "Image already has a pending event.");
    }

    [Theory]
    [InlineData("nyc3")]
    [InlineData("mars1")]
    [InlineData("tor1")]     // no host
    public async Task A_transfer_that_makes_no_sense_is_refused(string region)
    {
        var image = await api.SnapshotAsync(await api.ActiveDropletAsync());

        await api.Client.Post($"/v2/images/{image}/actions", $$"""{"type": "transfer", "region": "{{region}}"}""")
            .ShouldBeErrorAsync(HttpStatusCode.UnprocessableEntity, "unprocessable_entity");
    }

    [Fact]
    public async Task An_image_carries_tags_and_is_listed_by_them()
    {
        var image = await api.SnapshotAsync(await api.ActiveDropletAsync());
        await api.Client.Post("/v2/tags", """{"name": "golden"}""").ShouldBeAsync(HttpStatusCode.Created);

        await api.Client.Post("/v2/tags/golden/resources", $$"""{"resources": [{"resource_id": "{{image}}", "resource_type": "image"}]}""").ShouldBeAsync(HttpStatusCode.NoContent);

        var listed = await api.Client.Get("/v2/images?tag_name=golden&private=true").ShouldBeAsync(HttpStatusCode.OK);
        Assert.Equal([image], listed["images"]!.AsArray().Select(i => i!["id"]!.GetValue<long>()));
    }
}
