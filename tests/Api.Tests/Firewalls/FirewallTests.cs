using System.Net;

namespace CloudControl.Api.Tests.Firewalls;

public sealed class FirewallTests(TestApi api) : IClassFixture<TestApi>
{
    [Fact]
    public async Task There_are_none_and_Ansible_may_ask()
    {
        var body = await api.Client.Get("/v2/firewalls").ShouldBeAsync(HttpStatusCode.OK);

        Assert.Empty(body["firewalls"]!.AsArray());
    }
}
