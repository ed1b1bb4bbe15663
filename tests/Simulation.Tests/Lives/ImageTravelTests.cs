using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using CloudControl.Domain.Droplets;
using CloudControl.Simulation.Tests.Cloud;
using CloudControl.Testing;
using CloudControl.Testing.Storage;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Simulation.Tests.Lives;

/// <summary>Two hosts in one region, each served by a worker of its own, and one in another.</summary>
public sealed class ThreeHostCloud(PostgresServer server) : CloudUnderTest(server)
{
    protected override string HostNames => "nyc3-01,nyc3-02,ams3-01";

    protected override IReadOnlyList<string> HostsOfWorkers => ["nyc3-01", "nyc3-02,ams3-01"];
}

public sealed class ImageTravelTests(ThreeHostCloud cloud) : IClassFixture<ThreeHostCloud>
{
    private const byte Secret = 0xB9;
    private const int Offset = 64 << 20;

    [Fact]
    public async Task An_image_is_read_beside_itself_from_the_next_host_and_in_the_region_it_was_transferred_to()
    {
        var first = await cloud.Client.CreateAsync("first", "blank");
        await Secrets.WriteAsync(cloud, first, Secret, Offset);
        await cloud.Client.ActAsync(first, new { type = "snapshot" });
        var image = (await cloud.Client.GetAsync($"/v2/droplets/{first}")).GetProperty("droplet").GetProperty("snapshot_ids")[0].GetInt64();

        var next = await cloud.Client.CreateAsync("next", "blank");
        await cloud.Client.ActAsync(next, new { type = "rebuild", image });
        Assert.Equal("nyc3-02", await ShouldHoldTheSecretAsync(next));

        using var transfer = await cloud.Client.Http.PostAsJsonAsync($"/v2/images/{image}/actions", new { type = "transfer", region = "ams3" });
        Assert.Equal(HttpStatusCode.Created, transfer.StatusCode);
        var action = JsonDocument.Parse(await transfer.Content.ReadAsStringAsync()).RootElement.GetProperty("action").GetProperty("id").GetInt64();
        await cloud.Client.WaitForAsync($"/v2/images/{image}/actions/{action}", "action", "completed");
        var regions = (await cloud.Client.GetAsync($"/v2/images/{image}")).GetProperty("image").GetProperty("regions");
        Assert.Equal(["ams3", "nyc3"], regions.EnumerateArray().Select(region => region.GetString()!));
        var far = await cloud.Client.CreateAsync("far", $"{image}", order => order["region"] = "ams3");
        Assert.Equal("ams3-01", await ShouldHoldTheSecretAsync(far));

        foreach (var droplet in new[] { first, next, far })
        {
            await cloud.Client.WaitForAsync(await cloud.Client.DestroyAsync(droplet), "action", "completed");
        }

        using var deleted = await cloud.Client.Http.DeleteAsync($"/v2/images/{image}");
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        await cloud.UntilNothingIsUnderWayAsync();
        await cloud.ShouldBeCleanAsync();
    }

    /// <summary>Where the droplet is; its disk holds the secret and is zero everywhere else.</summary>
    private async Task<string> ShouldHoldTheSecretAsync(long id)
    {
        await using var db = cloud.OpenDatabase();
        var droplet = await db.Droplets.AsNoTracking().SingleAsync(d => d.Id == new DropletId(id));
        await using var disk = await cloud.HostNamed(droplet.HostName).OpenAsync(droplet.VolumeId, default);
        var bytes = new byte[Secrets.Bytes];
        await disk.ReadAsync(Offset, bytes, default);
        Assert.False(bytes.AsSpan().ContainsAnyExcept(Secret), $"the disk on {droplet.HostName} is not the image's");
        await disk.ShouldReadZeroAsync(0, Offset);
        await disk.ShouldReadZeroAsync(Offset + Secrets.Bytes, disk.Length);
        return droplet.HostName;
    }
}
