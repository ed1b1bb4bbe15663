using CloudControl.Domain.Regions;
using CloudControl.Domain.Vpcs;

namespace CloudControl.Domain.Tests.Vpcs;

public sealed class PrivateRangesTests
{
    [Theory]
    [InlineData("10.20.0.0/16")]
    [InlineData("172.31.240.0/20")]
    [InlineData("192.168.7.16/28")]
    public void A_private_network_can_be_asked_for(string asked) => Assert.Equal(asked, PrivateRanges.Read(asked, []).Value.ToString());

    [Theory]
    [InlineData("10.0.0.0/8")]
    [InlineData("10.20.0.0/29")]
    [InlineData("8.8.8.0/24")]
    [InlineData("172.32.0.0/16")]
    [InlineData("192.168.0.0/15")]
    [InlineData("not a range")]
    public void What_is_public_or_too_large_or_too_small_is_refused(string asked) =>
        Assert.IsType<VpcRangeInvalid>(PrivateRanges.Read(asked, []).Error);

    [Fact]
    public void A_range_that_meets_another_of_the_account_is_refused() =>
        Assert.IsType<VpcRangeTaken>(PrivateRanges.Read("10.20.16.0/20", [new AddressRange("10.20.0.0", 16)]).Error);

    [Fact]
    public void Generated_ranges_never_meet()
    {
        var taken = new List<AddressRange> { new("10.255.0.0", 16) };
        for (var i = 0; i < Vpc.MaximumPerAccount; i++)
        {
            var range = PrivateRanges.Generate(taken).Value;
            Assert.DoesNotContain(taken, range.Overlaps);
            taken.Add(range);
        }
    }
}
