using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using CloudControl.Domain.Storage;
using CloudControl.Simulation.Tests.Cloud;

namespace CloudControl.Simulation.Tests.Lives;

/// <summary>The product's two promises, through HTTP and down to the bytes.</summary>
public sealed class DropletLifeTests(CloudUnderTest cloud) : IClassFixture<CloudUnderTest>
{
    private const byte Secret = 0xC7;

    /// <summary>How often a slow client looks.</summary>
    private static readonly TimeSpan SlowPoll = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task A_droplet_is_made_used_and_destroyed_and_leaves_nothing()
    {
        var droplet = await cloud.Client.CreateAsync("leaves-nothing");
        await Secrets.WriteAsync(cloud, droplet, Secret);
        Assert.Equal(Secrets.Bytes / 4096, await Secrets.BlocksOnDiskAsync(cloud, Secret));

        var destroy = await cloud.Client.DestroyAsync(droplet);
        using (var gone = await cloud.Client.Http.GetAsync($"/v2/droplets/{droplet}"))
        {
            Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        }

        await cloud.Client.WaitForAsync(destroy, "action", "completed");
        Assert.Equal(0, await Secrets.BlocksOnDiskAsync(cloud, Secret));
        var record = await Secrets.RecordOfAsync(cloud, droplet);
        Assert.Equal(ScrubOutcome.Scrubbed, record.Outcome);
        Assert.True(record.BytesVerified >= record.BytesOverwritten && record.BytesOverwritten >= Secrets.Bytes);
        await cloud.ShouldBeCleanAsync();
    }

    [Theory]
    [InlineData("")]
    [InlineData("?scrub=")]
    [InlineData("?scrub=true")]
    [InlineData("?scrub_data=1")]
    public async Task A_destroy_scrubs_unless_its_caller_said_no(string query)
    {
        var droplet = await cloud.Client.CreateAsync("scrubbed");
        await Secrets.WriteAsync(cloud, droplet, 0xD1);
        await cloud.Client.WaitForAsync(await cloud.Client.DestroyAsync(droplet, query), "action", "completed");
        Assert.Equal(ScrubOutcome.Scrubbed, (await Secrets.RecordOfAsync(cloud, droplet)).Outcome);
        Assert.Equal(0, await Secrets.BlocksOnDiskAsync(cloud, 0xD1));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("\"\"")]
    [InlineData("true")]
    public async Task A_droplet_ordered_with_anything_but_a_no_is_scrubbed(string scrub)
    {
        var droplet = await cloud.Client.CreateAsync("scrubbed-by-policy", more: order => order["scrub"] = JsonNode.Parse(scrub));
        await cloud.Client.WaitForAsync(await cloud.Client.DestroyAsync(droplet), "action", "completed");
        Assert.Equal(ScrubOutcome.Scrubbed, (await Secrets.RecordOfAsync(cloud, droplet)).Outcome);
    }

    [Fact]
    public async Task The_disk_holds_the_image_the_name_the_keys_and_the_user_data()
    {
        const string key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f life@example";
        using var registered = await cloud.Client.Http.PostAsync("/v2/account/keys", Json(new { name = "life", public_key = key }));
        var keyId = JsonDocument.Parse(await registered.Content.ReadAsStringAsync()).RootElement.GetProperty("ssh_key").GetProperty("id").GetInt64();
        var droplet = await cloud.Client.CreateAsync("web-1", more: order =>
        {
            order["ssh_keys"] = new JsonArray(keyId);
            order["user_data"] = "#cloud-config\nhostname: web-1\n";
        });

        var disk = await DiskFiles.CopyAsync(cloud, droplet);
        try
        {
            await DiskFiles.CheckAsync(disk);
            Assert.Equal("web-1", (await DiskFiles.ReadAsync(disk, "/etc/hostname")).Trim());
            Assert.Contains(key, await DiskFiles.ReadAsync(disk, "/root/.ssh/authorized_keys"), StringComparison.Ordinal);
            Assert.Equal("#cloud-config\nhostname: web-1\n", await DiskFiles.ReadAsync(disk, "/var/lib/cloud/seed/nocloud/user-data"));
            Assert.Contains("Debian", await DiskFiles.ReadAsync(disk, "/usr/lib/os-release"), StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(disk);
        }

        await cloud.Client.WaitForAsync(await cloud.Client.DestroyAsync(droplet), "action", "completed");
    }

    [Fact]
    public async Task Power_and_name_change_as_asked()
    {
        var droplet = await cloud.Client.CreateAsync("before");
        await cloud.Client.ActAsync(droplet, new { type = "power_off" });
        await cloud.Client.WaitForAsync($"/v2/droplets/{droplet}", "droplet", "off");
        await cloud.Client.ActAsync(droplet, new { type = "power_on" });
        await cloud.Client.WaitForAsync($"/v2/droplets/{droplet}", "droplet", "active");
        await cloud.Client.ActAsync(droplet, new { type = "rename", name = "after" });
        Assert.Equal("after", (await cloud.Client.GetAsync($"/v2/droplets/{droplet}")).GetProperty("droplet").GetProperty("name").GetString());
        await cloud.Client.WaitForAsync(await cloud.Client.DestroyAsync(droplet), "action", "completed");
    }

    [Fact]
    public async Task A_droplet_is_seen_off_while_it_restarts_and_stays_off_when_shut_down()
    {
        var droplet = await cloud.Client.CreateAsync("restarted");
        foreach (var type in new[] { "reboot", "power_cycle" })
        {
            var restarted = cloud.Client.ActAsync(droplet, new { type });
            await cloud.Client.WaitForAsync($"/v2/droplets/{droplet}", "droplet", "off");
            await restarted;
            await ShouldBeAsync(droplet, "active");
            var action = (await cloud.Client.GetAsync($"/v2/droplets/{droplet}/actions")).GetProperty("actions")[0];
            var took = action.GetProperty("completed_at").GetDateTimeOffset() - action.GetProperty("started_at").GetDateTimeOffset();
            Assert.True(took >= SlowPoll, $"{type} took {took}: who looks once a second may miss it");
        }

        await cloud.Client.ActAsync(droplet, new { type = "shutdown" });
        await ShouldBeAsync(droplet, "off");
        await cloud.Client.WaitForAsync(await cloud.Client.DestroyAsync(droplet), "action", "completed");
    }

    private async Task ShouldBeAsync(long droplet, string status) =>
        Assert.Equal(status, (await cloud.Client.GetAsync($"/v2/droplets/{droplet}")).GetProperty("droplet").GetProperty("status").GetString());

    private static StringContent Json(object body) => new(JsonSerializer.Serialize(body), System.Text.Encoding.UTF8, "application/json");
}
