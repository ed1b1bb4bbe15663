using System.Net;
using CloudControl.Domain.Accounts;
using CloudControl.Domain.Hosts;
using CloudControl.Domain.Storage;

namespace CloudControl.Api.Tests.Hosts;

public sealed class HostTests(TestApi api) : IClassFixture<TestApi>
{
    [Theory]
    [InlineData("/v2/hosts")]
    [InlineData("/v2/hosts/nyc3-77")]
    public async Task A_customer_may_not_look_at_hosts(string path)
    {
        await api.Client.Get(path).ShouldBeErrorAsync(HttpStatusCode.Forbidden, "forbidden");
        await api.WithoutToken.Get(path).ShouldBeErrorAsync(HttpStatusCode.Unauthorized, "unauthorized");
    }

    [Fact]
    public async Task An_operator_sees_how_full_a_host_is()
    {
        var now = DateTimeOffset.UtcNow;
        var client = api.ClientFor(await api.OpenAccountAsync(Account.Open("operator", "operator@example.com", now, isOperator: true)));
        await using (var db = api.OpenDb())
        {
            db.Add(Host.Register("nyc3-77", "nyc3", ByteSize.FromMiB(4), chunkBytes: 65_536, totalExtents: 1000, now));
            await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        }

        var host = (await client.Get("/v2/hosts/nyc3-77").ShouldBeAsync(HttpStatusCode.OK))["host"]!;
        Assert.Equal(("nyc3", "serving", 1000L, 1000L, 4_194_304L),
            (host["region"]!.GetValue<string>(), host["state"]!.GetValue<string>(), host["total_extents"]!.GetValue<long>(),
                host["free_extents"]!.GetValue<long>(), host["extent_bytes"]!.GetValue<long>()));

        var hosts = await client.Get("/v2/hosts").ShouldBeAsync(HttpStatusCode.OK);
        Assert.Contains(hosts["hosts"]!.AsArray(), h => h!["name"]!.GetValue<string>() == "nyc3-77");
        await client.Get("/v2/hosts/nowhere-1").ShouldBeErrorAsync(HttpStatusCode.NotFound, "not_found");
    }
}
