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
}
