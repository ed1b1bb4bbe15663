using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using CloudControl.Domain.Images;
using CloudControl.Domain.Storage;
using CloudControl.Simulation.Tests.Cloud;
using CloudControl.Testing.Storage;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Simulation.Tests.Lives;

/// <summary>What a droplet wrote outlives it in an image, for its owner alone and for as long as the image is there.</summary>
public sealed class SnapshotLifeTests(CloudUnderTest cloud) : IClassFixture<CloudUnderTest>
{
    private const byte Secret = 0xB7;
    private const int Offset = 64 << 20;

    [Fact]
    public async Task A_droplet_is_kept_as_an_image_destroyed_and_made_again_with_the_same_bytes()
    {
        var first = await cloud.Client.CreateAsync("first", "blank");
        await Secrets.WriteAsync(cloud, first, Secret, Offset);
        await cloud.Client.ActAsync(first, new { type = "snapshot", name = "kept" });
        var image = (await cloud.Client.GetAsync($"/v2/droplets/{first}/snapshots")).GetProperty("snapshots")[0].GetProperty("id").GetInt64();
        await cloud.Client.WaitForAsync(await cloud.Client.DestroyAsync(first), "action", "completed");
        Assert.Equal(Secrets.Bytes / 4096, await Secrets.BlocksOnDiskAsync(cloud, Secret));     // the image's; the droplet's are gone

        var second = await cloud.Client.CreateAsync("second", $"{image}");
        await using (var disk = await cloud.Host.OpenAsync(await Secrets.VolumeOfAsync(cloud, second), default))
        {
            var bytes = new byte[Secrets.Bytes];
            await disk.ReadAsync(Offset, bytes, default);
            Assert.False(bytes.AsSpan().ContainsAnyExcept(Secret), "the image's bytes are not the droplet's");
            await disk.ShouldReadZeroAsync(0, Offset);
            await disk.ShouldReadZeroAsync(Offset + Secrets.Bytes, disk.Length);
        }

        await cloud.Client.WaitForAsync(await cloud.Client.DestroyAsync(second), "action", "completed");
        await DeleteAsync(image);
        Assert.Equal(0, await Secrets.BlocksOnDiskAsync(cloud, Secret));
        await using var db = cloud.OpenDatabase();
        ImageId? id = new ImageId(image);
        var receipt = await db.ScrubReceipts.AsNoTracking().SingleAsync(r => r.ImageId == id);
        Assert.True(receipt.Outcome == ScrubOutcome.Scrubbed && receipt.BytesOverwritten >= Secrets.Bytes && receipt.BytesVerified >= receipt.BytesOverwritten);
        await cloud.ShouldBeCleanAsync();
    }

    [Fact]
    public async Task A_restored_droplet_has_the_disk_of_its_snapshot_and_nothing_written_since()
    {
        var droplet = await cloud.Client.CreateAsync("restored", "blank");
        await Secrets.WriteAsync(cloud, droplet, 0xA1, Offset);
        await cloud.Client.ActAsync(droplet, new { type = "snapshot" });
        await Secrets.WriteAsync(cloud, droplet, 0xA2, Offset);
        await Secrets.WriteAsync(cloud, droplet, 0xA3, 2 * Offset);
        var image = (await cloud.Client.GetAsync($"/v2/droplets/{droplet}")).GetProperty("droplet").GetProperty("snapshot_ids")[0].GetInt64();

        await cloud.Client.ActAsync(droplet, new { type = "restore", image });

        await using (var disk = await cloud.Host.OpenAsync(await Secrets.VolumeOfAsync(cloud, droplet), default))
        {
            var bytes = new byte[Secrets.Bytes];
            await disk.ReadAsync(Offset, bytes, default);
            Assert.False(bytes.AsSpan().ContainsAnyExcept((byte)0xA1));
            await disk.ShouldReadZeroAsync(Offset + Secrets.Bytes, disk.Length);
        }

        await cloud.UntilNothingIsUnderWayAsync();
        Assert.Equal(0, await Secrets.BlocksOnDiskAsync(cloud, 0xA2) + await Secrets.BlocksOnDiskAsync(cloud, 0xA3));
        await cloud.Client.WaitForAsync(await cloud.Client.DestroyAsync(droplet), "action", "completed");
        await DeleteAsync(image);
        await cloud.ShouldBeCleanAsync();
    }

    [Fact]
    public async Task An_image_deleted_under_an_order_is_copied_to_its_end_and_then_scrubbed()
    {
        var first = await cloud.Client.CreateAsync("source", "blank");
        await Secrets.WriteAsync(cloud, first, 0xA7, Offset);
        await cloud.Client.ActAsync(first, new { type = "snapshot" });
        var image = (await cloud.Client.GetAsync($"/v2/droplets/{first}")).GetProperty("droplet").GetProperty("snapshot_ids")[0].GetInt64();

        await cloud.StopWorkersAsync();     // nobody copies before the image is deleted
        var second = await cloud.Client.OrderAsync("late", $"{image}");
        using (var deleted = await cloud.Client.Http.DeleteAsync($"/v2/images/{image}"))
        {
            Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        }

        var order = new JsonObject { ["name"] = "too-late", ["region"] = CloudUnderTest.Region, ["size"] = CloudUnderTest.Size, ["image"] = image };
        using (var refused = await cloud.Client.Http.PostAsJsonAsync("/v2/droplets", order))
        {
            Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        }

        await cloud.StartWorkersAsync();
        await cloud.Client.WaitForAsync($"/v2/droplets/{second}", "droplet", "active");
        await cloud.Client.WaitForAsync(await cloud.Client.DestroyAsync(first), "action", "completed");
        await cloud.UntilNothingIsUnderWayAsync();
        Assert.Equal(Secrets.Bytes / 4096, await Secrets.BlocksOnDiskAsync(cloud, 0xA7));     // the second droplet's own
        await cloud.Client.WaitForAsync(await cloud.Client.DestroyAsync(second), "action", "completed");
        Assert.Equal(0, await Secrets.BlocksOnDiskAsync(cloud, 0xA7));
        await cloud.ShouldBeCleanAsync();
    }

    private async Task DeleteAsync(long image)
    {
        using var deleted = await cloud.Client.Http.DeleteAsync($"/v2/images/{image}");
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        await cloud.UntilNothingIsUnderWayAsync();
    }
}
