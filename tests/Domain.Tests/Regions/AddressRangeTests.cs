using CloudControl.Domain.Regions;

namespace CloudControl.Domain.Tests.Regions;

public sealed class AddressRangeTests
{
    private readonly AddressRange range = new("198.18.96.0", 19);

    [Fact]
    public void The_gateway_comes_first_and_no_droplet_has_it()
    {
        Assert.Equal("198.18.96.1", range.Gateway);
        Assert.Equal("198.18.96.2", range.At(0));
    }

    [Fact]
    public void The_last_address_is_the_one_before_the_broadcast_address()
    {
        Assert.Equal("198.18.127.254", range.At((int)range.Capacity - 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => range.At((int)range.Capacity));
        Assert.Throws<ArgumentOutOfRangeException>(() => range.At(-1));
    }

    [Fact]
    public void The_netmask_has_a_bit_for_each_of_the_prefix()
    {
        Assert.Equal("255.255.224.0", range.Netmask);
        Assert.Equal("255.255.255.240", new AddressRange("10.0.0.16", 28).Netmask);
        Assert.Equal(13, new AddressRange("10.0.0.16", 28).Capacity);
    }

    [Theory]
    [InlineData("10.10.0.0/20", true)]
    [InlineData("10.10.0.16/28", true)]
    [InlineData("10.10.0.1/20", false)]
    [InlineData("10.10.0.0", false)]
    [InlineData("10.10.0/20", false)]
    [InlineData("10.10.0.0/31", false)]
    [InlineData("10.10.0.0/-1", false)]
    [InlineData("10.10.0.0/20/1", false)]
    [InlineData("::/20", false)]
    [InlineData("", false)]
    public void A_range_is_written_as_its_network_and_its_prefix(string text, bool isRange)
    {
        Assert.Equal(isRange, AddressRange.Parse(text) is not null);
        Assert.Equal(isRange ? text : null, AddressRange.Parse(text)?.ToString());
    }

    [Theory]
    [InlineData("10.10.0.0/20", "10.10.8.0/24", true)]
    [InlineData("10.10.8.0/24", "10.10.0.0/20", true)]
    [InlineData("10.10.0.0/20", "10.10.16.0/20", false)]
    [InlineData("10.10.0.0/24", "10.10.1.0/24", false)]
    public void Ranges_overlap_when_one_lies_in_the_other(string one, string other, bool overlap) =>
        Assert.Equal(overlap, AddressRange.Parse(one)!.Value.Overlaps(AddressRange.Parse(other)!.Value));

    [Fact]
    public void Addresses_carry_over_into_the_next_octet() => Assert.Equal("198.18.97.0", range.At(254));
}
