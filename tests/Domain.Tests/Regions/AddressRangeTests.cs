using CloudControl.Domain.Regions;

namespace CloudControl.Domain.Tests.Regions;

public sealed class AddressRangeTests
{
    private readonly AddressRange range = new("198.18.96.0");

    [Fact]
    public void The_gateway_comes_first_and_no_droplet_has_it()
    {
        Assert.Equal("198.18.96.1", range.Gateway);
        Assert.Equal("198.18.96.2", range.At(0));
    }

    [Fact]
    public void The_last_address_is_the_one_before_the_broadcast_address()
    {
        Assert.Equal("198.18.127.254", range.At(AddressRange.Capacity - 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => range.At(AddressRange.Capacity));
        Assert.Throws<ArgumentOutOfRangeException>(() => range.At(-1));
    }

    [Fact]
    public void Addresses_carry_over_into_the_next_octet() => Assert.Equal("198.18.97.0", range.At(254));
}
