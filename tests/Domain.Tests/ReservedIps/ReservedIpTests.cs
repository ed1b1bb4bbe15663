using CloudControl.Domain.Accounts;
using CloudControl.Domain.Droplets;
using CloudControl.Domain.ReservedIps;

namespace CloudControl.Domain.Tests.ReservedIps;

public sealed class ReservedIpTests
{
    private static readonly DateTimeOffset Now = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("178.128.133.144", 2994767248)]
    [InlineData("0.0.0.1", 1)]
    [InlineData("255.255.255.255", uint.MaxValue)]
    public void Its_number_is_its_address_as_clients_know_it(string address, long number)
    {
        Assert.Equal(number, ReservedIp.Reserve(AccountId.New(), address, "nyc3", Now).Number);
        Assert.Equal(address, ReservedIp.AddressOf(number));
    }

    [Fact]
    public void One_event_at_a_time()
    {
        var ip = ReservedIp.Reserve(AccountId.New(), "198.18.96.2", "nyc3", Now);

        Assert.True(ip.BeginEvent().IsOk);
        Assert.IsType<ReservedIpHasPendingEvent>(ip.BeginEvent().Error);
        ip.EndEvent();
        Assert.True(ip.BeginEvent().IsOk);
    }

    [Fact]
    public void What_was_released_has_no_droplet_and_is_given_to_none()
    {
        var ip = ReservedIp.Reserve(AccountId.New(), "198.18.96.2", "nyc3", Now);
        ip.AssignTo(new DropletId(1));

        ip.Release(Now);

        Assert.Null(ip.DropletId);
        Assert.Throws<InvalidOperationException>(() => ip.AssignTo(new DropletId(1)));
    }
}
