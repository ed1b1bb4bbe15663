using CloudControl.Domain.Storage;

namespace CloudControl.Domain.Tests.Storage;

public sealed class VolumeIdTests
{
    // RFC 9562, appendix A.6: 2022-02-22 14:22:22.00 -05:00 is 0x017F22E279B0 milliseconds.
    [Fact]
    public void An_id_tells_when_it_was_made() =>
        Assert.Equal(0x017F22E279B0, new VolumeId(new Guid("017F22E2-79B0-7CC3-98C4-DC0C0C07398F")).CreatedAtUnixMilliseconds);

    [Fact]
    public void An_id_is_32_hexadecimal_digits_and_fits_a_logical_volumes_name()
    {
        var text = VolumeId.New().ToString();
        Assert.Matches("^[0-9a-f]{32}$", text);
    }

    [Fact]
    public void The_name_of_its_logical_volume_leads_back_to_the_id()
    {
        var id = VolumeId.New();
        Assert.Equal(id, VolumeId.OfLogicalVolume(id.LogicalVolume));
    }

    [Theory]
    [InlineData("")]
    [InlineData("cc-")]
    [InlineData("cc-scrub-0192a4c1c4b07f2ea1b2c3d4e5f60718")]
    [InlineData("cc-0192A4C1C4B07F2EA1B2C3D4E5F60718")]
    [InlineData("0192a4c1c4b07f2ea1b2c3d4e5f60718")]
    public void No_other_name_leads_to_one(string name) => Assert.Null(VolumeId.OfLogicalVolume(name));
}
