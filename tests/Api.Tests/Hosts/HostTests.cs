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
    [InlineData("/v2/hosts/nyc3-77/extents")]
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

    [Fact]
    public async Task An_operator_sees_the_map_that_the_worker_published()
    {
        var now = DateTimeOffset.UtcNow;
        var client = api.ClientFor(await api.OpenAccountAsync(Account.Open("watcher", "watcher@example.com", now, isOperator: true)));
        await using (var db = api.OpenDb())
        {
            db.Add(Host.Register("nyc3-78", "nyc3", ByteSize.FromMiB(4), chunkBytes: 65_536, totalExtents: 1000, now));
            await db.SaveChangesAsync(TestContext.Current.CancellationToken);

            var unpublished = await client.Get("/v2/hosts/nyc3-78/extents").ShouldBeAsync(HttpStatusCode.OK);
            Assert.Empty(unpublished["extents"]!.AsArray());
            Assert.Null(unpublished["taken_at"]);

            ExtentRun[] extents =
            [
                new(0, 40, ExtentState.Allocated, false, VolumeId.New()), new(40, 10, ExtentState.Quarantined, false, VolumeId.New()),
                new(50, 950, ExtentState.Free, true, null),
            ];
            db.Add(HostExtents.Draw("nyc3-78", extents, now));
            await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        }

        var map = await client.Get("/v2/hosts/nyc3-78/extents").ShouldBeAsync(HttpStatusCode.OK);

        Assert.Equal(
            "[{\"first\":0,\"count\":40,\"state\":\"allocated\",\"dirty\":false},{\"first\":40,\"count\":10,\"state\":\"quarantined\",\"dirty\":false},"
            + "{\"first\":50,\"count\":950,\"state\":\"free\",\"dirty\":true}]",
            map["extents"]!.ToJsonString());
        Assert.Equal((false, 1000L, 4_194_304L), (map["coarse"]!.GetValue<bool>(), map["total_extents"]!.GetValue<long>(), map["extent_bytes"]!.GetValue<long>()));
        await client.Get("/v2/hosts/nowhere-1/extents").ShouldBeErrorAsync(HttpStatusCode.NotFound, "not_found");
    }
}
