using CloudControl.Domain.Storage;
using CloudControl.Simulation.Tests.Cloud;
using CloudControl.Testing;
using CloudControl.Testing.Storage;

namespace CloudControl.Simulation.Tests.Lives;

/// <summary>A host with room for one droplet: the next tenant gets the very extents of the former one.</summary>
public sealed class OneDropletCloud(PostgresServer server) : CloudUnderTest(server)
{
    protected override int HostDiskGib => 2;
}

/// <summary>A host with room for two droplets: a rebuild of the second lands where the first one was.</summary>
public sealed class TwoDropletCloud(PostgresServer server) : CloudUnderTest(server)
{
    protected override int HostDiskGib => 3;
}

public sealed class NextTenantTests(OneDropletCloud cloud) : IClassFixture<OneDropletCloud>
{
    private const byte Secret = 0xE3;
    private const int Offset = 64 << 20;

    [Fact]
    public async Task With_the_scrub_declined_the_bytes_stay_and_the_next_tenant_reads_zero()
    {
        var former = await cloud.Client.CreateAsync("declines", "blank");
        var extents = await Secrets.ExtentsOfAsync(cloud, former);
        await Secrets.WriteAsync(cloud, former, Secret, Offset);
        await cloud.Client.WaitForAsync(await cloud.Client.DestroyAsync(former, "?scrub=false"), "action", "completed");

        var record = await Secrets.RecordOfAsync(cloud, former);
        Assert.Equal(ScrubOutcome.Declined, record.Outcome);
        Assert.NotNull(record.DeclinedByTokenId);
        Assert.Equal(Secrets.Bytes / 4096, await Secrets.BlocksOnDiskAsync(cloud, Secret));

        var next = await cloud.Client.CreateAsync("next-tenant", "blank");
        Assert.Equal(extents, await Secrets.ExtentsOfAsync(cloud, next));
        await using (var device = await cloud.Host.OpenAsync(await Secrets.VolumeOfAsync(cloud, next), default))
        {
            await device.ShouldReadZeroAsync(0, device.Length);
            await device.WriteAsync(Offset, new byte[] { 1 }, default);
            await device.FlushAsync(default);
            await device.ShouldReadZeroAsync(0, Offset);
            await device.ShouldReadZeroAsync(Offset + 1, device.Length);
        }

        // The next tenant's scrub cleans what the former one left, too.
        await cloud.Client.WaitForAsync(await cloud.Client.DestroyAsync(next), "action", "completed");
        Assert.Equal(ScrubScope.Full, (await Secrets.RecordOfAsync(cloud, next)).Scope);
        Assert.Equal(0, await Secrets.BlocksOnDiskAsync(cloud, Secret));
        await cloud.ShouldBeCleanAsync();
    }
}

public sealed class RebuildTests(TwoDropletCloud cloud) : IClassFixture<TwoDropletCloud>
{
    private const byte Secret = 0xE5;

    [Fact]
    public async Task A_rebuilt_droplet_reads_zero_where_a_former_tenant_and_its_own_old_disk_were()
    {
        var former = await cloud.Client.CreateAsync("declines", "blank");
        var extents = await Secrets.ExtentsOfAsync(cloud, former);
        await Secrets.WriteAsync(cloud, former, Secret);
        await cloud.Client.WaitForAsync(await cloud.Client.DestroyAsync(former, "?scrub=false"), "action", "completed");

        var droplet = await cloud.Client.CreateAsync("rebuilt", "blank");
        await Secrets.WriteAsync(cloud, droplet, Secret);
        await cloud.Client.ActAsync(droplet, new { type = "rebuild", image = "blank" });
        Assert.Equal(extents, await Secrets.ExtentsOfAsync(cloud, droplet));
        await using (var device = await cloud.Host.OpenAsync(await Secrets.VolumeOfAsync(cloud, droplet), default))
        {
            await device.ShouldReadZeroAsync(0, device.Length);
        }

        await cloud.Client.WaitForAsync($"/v2/droplets/{droplet}", "droplet", "active");
        await cloud.Client.WaitForAsync(await cloud.Client.DestroyAsync(droplet), "action", "completed");
        await cloud.UntilNothingIsUnderWayAsync();
        Assert.Equal(0, await Secrets.BlocksOnDiskAsync(cloud, Secret));
        await cloud.ShouldBeCleanAsync();
    }
}
