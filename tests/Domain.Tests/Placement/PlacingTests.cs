using CloudControl.Domain.Hosts;
using CloudControl.Domain.Placement;
using CloudControl.Domain.Storage;

namespace CloudControl.Domain.Tests.Placement;

public sealed class PlacingTests
{
    private static readonly ByteSize Disk = ByteSize.FromGiB(25);

    [Fact]
    public void Equals_are_told_apart_by_name() =>
        Assert.Equal("nyc3-01", Placing.Choose([HostOf("nyc3-02", 9000), HostOf("nyc3-01", 9000)], Disk).Value!.Name);

    [Fact]
    public void A_host_without_room_for_disk_and_metadata_is_passed_over()
    {
        Assert.IsType<RegionFull>(Placing.Choose([HostOf("nyc3-01", 6400)], Disk).Error);
        Assert.True(Placing.Choose([HostOf("nyc3-01", 6402)], Disk).IsOk);
    }

    [Fact]
    public void A_region_without_hosts_is_full() => Assert.IsType<RegionFull>(Placing.Choose([], Disk).Error);

    [Fact]
    public void Several_are_spread_as_if_each_were_there_before_the_next() => Assert.Equal(
        ["nyc3-01", "nyc3-02", "nyc3-02"],
        Placing.ChooseMany([HostOf("nyc3-01", 6402), HostOf("nyc3-02", 2 * 6402)], Disk, 3).Value!.Select(host => host.Name));

    [Fact]
    public void Several_are_placed_all_or_none() => Assert.IsType<RegionFull>(
        Placing.ChooseMany([HostOf("nyc3-01", 6402), HostOf("nyc3-02", 2 * 6402)], Disk, 4).Error);

    private static Host HostOf(string name, long extents) =>
        Host.Register(name, "nyc3", ByteSize.FromMiB(4), 64 * 1024, extents, DateTimeOffset.UnixEpoch);
}
