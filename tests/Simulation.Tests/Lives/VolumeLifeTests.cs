using CloudControl.Domain.Storage;
using CloudControl.Simulation.Tests.Cloud;
using CloudControl.Testing.Storage;

namespace CloudControl.Simulation.Tests.Lives;

/// <summary>Block volumes, through HTTP and down to the bytes.</summary>
public sealed class VolumeLifeTests(TwoDropletCloud cloud) : IClassFixture<TwoDropletCloud>
{
    private const int Offset = 64 << 20;

    [Fact]
    public async Task A_fresh_volume_reads_zero_where_a_droplet_and_a_volume_were()
    {
        const byte secret = 0xB1;
        var droplet = await cloud.Client.CreateAsync("declines", "blank");
        var extents = await Secrets.ExtentsOfAsync(cloud, droplet);
        await Secrets.WriteAsync(cloud, droplet, secret);
        await cloud.Client.WaitForAsync(await cloud.Client.DestroyAsync(droplet, "?scrub=false"), "action", "completed");
        var neighbour = await cloud.Client.CreateAsync("takes-the-clean-half", "blank");

        var first = await cloud.Client.CreateVolumeAsync("first");
        Assert.Equal(extents, await ExtentsAsync(first));
        await ShouldReadZeroAsync(first);
        await WriteAsync(first, secret);
        await cloud.Client.DeleteAsync($"/v2/volumes/{first.Value}");
        Assert.Equal(0, await Secrets.BlocksOnDiskAsync(cloud, secret));

        var second = await cloud.Client.CreateVolumeAsync("second");
        Assert.Equal(extents, await ExtentsAsync(second));
        await ShouldReadZeroAsync(second);
        await cloud.Client.DeleteAsync($"/v2/volumes/{second.Value}");
        await cloud.Client.WaitForAsync(await cloud.Client.DestroyAsync(neighbour), "action", "completed");
        await cloud.ShouldBeCleanAsync();
    }

    [Fact]
    public async Task A_volume_outlives_its_droplet_and_is_read_by_the_next()
    {
        var volume = await cloud.Client.CreateVolumeAsync("outlives", filesystem: "ext4");
        var first = await cloud.Client.CreateAsync("first-owner", more: order => order["volumes"] = new System.Text.Json.Nodes.JsonArray(volume.Value.ToString()));
        await WriteAsync(volume, 0xB2);
        await cloud.Client.WaitForAsync(await cloud.Client.DestroyAsync(first), "action", "completed");

        var next = await cloud.Client.CreateAsync("next-owner");
        await cloud.Client.ActOnVolumeAsync(volume, new { type = "attach", droplet_id = next });
        await cloud.Client.ActAsync(next, new { type = "power_off" });
        Assert.Equal(volume.Value.ToString(), Assert.Single((await cloud.Client.GetAsync($"/v2/droplets/{next}")).GetProperty("droplet").GetProperty("volume_ids").EnumerateArray()).GetString());
        Assert.Equal(Bytes(0xB2), await ReadAsync(volume));
        await cloud.Client.ActOnVolumeAsync(volume, new { type = "detach", droplet_id = next });
        await cloud.Client.WaitForAsync(await cloud.Client.DestroyAsync(next), "action", "completed");
        await cloud.Client.DeleteAsync($"/v2/volumes/{volume.Value}");
        Assert.Equal(0, await Secrets.BlocksOnDiskAsync(cloud, 0xB2));
        await cloud.ShouldBeCleanAsync();
    }

    [Fact]
    public async Task A_snapshot_keeps_what_was_there_and_takes_it_along_when_deleted()
    {
        var volume = await cloud.Client.CreateVolumeAsync("original");
        await WriteAsync(volume, 0xB3);
        var snapshot = await cloud.Client.SnapshotVolumeAsync(volume, "kept");
        await WriteAsync(volume, 0xB4);
        await cloud.Client.DeleteAsync($"/v2/volumes/{volume.Value}");
        Assert.Equal(0, await Secrets.BlocksOnDiskAsync(cloud, 0xB4));
        Assert.Equal(Secrets.Bytes / 4096, await Secrets.BlocksOnDiskAsync(cloud, 0xB3));

        var restored = await cloud.Client.CreateVolumeAsync("restored", snapshot.Value.ToString());
        Assert.Equal(Bytes(0xB3), await ReadAsync(restored));
        await using (var device = await cloud.Host.OpenAsync(restored, default))
        {
            await device.ShouldReadZeroAsync(0, Offset);
            await device.ShouldReadZeroAsync(Offset + Secrets.Bytes, device.Length);
        }

        await cloud.Client.DeleteAsync($"/v2/snapshots/{snapshot.Value}");
        Assert.Equal(Secrets.Bytes / 4096, await Secrets.BlocksOnDiskAsync(cloud, 0xB3));     // the restored volume's
        await cloud.Client.DeleteAsync($"/v2/volumes/{restored.Value}");
        Assert.Equal(0, await Secrets.BlocksOnDiskAsync(cloud, 0xB3));
        await cloud.ShouldBeCleanAsync();
    }

    [Fact]
    public async Task A_volume_grows_and_what_was_added_reads_zero()
    {
        var volume = await cloud.Client.CreateVolumeAsync("grows");
        await WriteAsync(volume, 0xB5);
        await cloud.Client.ActOnVolumeAsync(volume, new { type = "resize", size_gigabytes = 2 });
        await using (var device = await cloud.Host.OpenAsync(volume, default))
        {
            Assert.Equal(2L << 30, device.Length);
            await device.ShouldReadZeroAsync(Offset + Secrets.Bytes, device.Length);
        }

        Assert.Equal(Bytes(0xB5), await ReadAsync(volume));
        await cloud.Client.DeleteAsync($"/v2/volumes/{volume.Value}");
        await cloud.ShouldBeCleanAsync();
    }

    private static byte[] Bytes(byte value) => [.. Enumerable.Repeat(value, Secrets.Bytes)];

    private async Task WriteAsync(VolumeId volume, byte value)
    {
        await using var device = await cloud.Host.OpenAsync(volume, default);
        await device.WriteAsync(Offset, Bytes(value), default);
        await device.FlushAsync(default);
    }

    private async Task<byte[]> ReadAsync(VolumeId volume)
    {
        await using var device = await cloud.Host.OpenAsync(volume, default);
        var bytes = new byte[Secrets.Bytes];
        await device.ReadAsync(Offset, bytes, default);
        return bytes;
    }

    private async Task ShouldReadZeroAsync(VolumeId volume)
    {
        await using var device = await cloud.Host.OpenAsync(volume, default);
        await device.ShouldReadZeroAsync(0, device.Length);
    }

    private async Task<string> ExtentsAsync(VolumeId volume)
    {
        var runs = await cloud.Host.MapExtentsAsync(default);
        return string.Join(' ', runs.Where(r => r.Volume == volume).Select(r => $"{r.First}+{r.Count}"));
    }
}
