using CloudControl.Domain.Accounts;
using CloudControl.Domain.BlockVolumes;
using CloudControl.Domain.Droplets;
using CloudControl.Domain.Storage;

namespace CloudControl.Domain.Tests.BlockVolumes;

public sealed class BlockVolumeTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DropletId Droplet = new(7);

    private readonly BlockVolume volume = BlockVolume.Order(
        VolumeId.New(), new BlockVolumeOrder(AccountId.New(), "data", "nyc3", "nyc3-01", 10, Filesystem: null, "", []), Now);

    [Fact]
    public void A_free_volume_can_be_attached_to_a_droplet_of_its_region() => Assert.Null(Attaching.Refusal(volume, "nyc3", attachedCount: 6));

    [Fact]
    public void An_attached_volume_cannot_be_attached_again()
    {
        volume.AttachTo(Droplet);
        Assert.Equal("This volume is already attached", Attaching.Refusal(volume, "nyc3", attachedCount: 0)!.Message);
        Assert.Throws<InvalidOperationException>(() => volume.AttachTo(new DropletId(8)));
    }

    [Fact]
    public void A_droplet_has_seven_volumes_at_most() =>
        Assert.Equal("cannot attach more volumes to the Droplet", Attaching.Refusal(volume, "nyc3", attachedCount: 7)!.Message);

    [Fact]
    public void A_volume_stays_in_its_region() => Assert.IsType<VolumeInOtherRegion>(Attaching.Refusal(volume, "ams3", attachedCount: 0));

    [Fact]
    public void One_event_at_a_time()
    {
        Assert.True(volume.BeginEvent().IsOk);
        Assert.IsType<VolumeHasPendingEvent>(volume.BeginEvent().Error);
        Assert.IsType<VolumeHasPendingEvent>(Attaching.Refusal(volume, "nyc3", attachedCount: 0));
        volume.EndEvent();
        Assert.True(volume.BeginEvent().IsOk);
    }

    [Fact]
    public void A_deleted_volume_is_nobodys_and_cannot_be_attached()
    {
        volume.AttachTo(Droplet);
        volume.Delete(Now);
        Assert.Null(volume.DropletId);
        Assert.IsType<BlockVolumeNotFound>(Attaching.Refusal(volume, "nyc3", attachedCount: 0));
        Assert.Throws<InvalidOperationException>(() => volume.AttachTo(Droplet));
    }

    [Fact]
    public void A_volume_only_grows()
    {
        volume.Grow(20);
        volume.Grow(15);
        Assert.Equal(20, volume.SizeGib);
    }

    [Theory]
    [InlineData("ext4-example", true)]
    [InlineData("xfs_example", true)]
    [InlineData("pvc-0f3b2a", true)]
    [InlineData("", false)]
    [InlineData(null, false)]
    [InlineData("1st", false)]
    [InlineData("Upper", false)]
    [InlineData("with space", false)]
    [InlineData("line\n", false)]
    public void A_name_is_small_letters_digits_dashes_and_underscores(string? name, bool valid) => Assert.Equal(valid, BlockVolumeName.IsValid(name));

    [Fact]
    public void A_name_has_64_characters_at_most()
    {
        Assert.True(BlockVolumeName.IsValid(new string('a', 64)));
        Assert.False(BlockVolumeName.IsValid(new string('a', 65)));
    }
}
