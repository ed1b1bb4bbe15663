using System.Net;
using System.Text.Json.Nodes;
using CloudControl.Domain.Accounts;
using CloudControl.Domain.Hosts;
using CloudControl.Domain.Storage;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.Tests.Hosts;

/// <summary>What an operator can say to a host, and what a host answers.</summary>
public sealed class HostStateTests(TestApi api) : IClassFixture<TestApi>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_added_host_has_no_room_until_a_worker_lays_its_disk_and_its_name_is_used_once()
    {
        var client = await OperatorAsync("nyc3-90");

        var host = (await client.Post("/v2/hosts", """{"name": "nyc3-91"}""").ShouldBeAsync(HttpStatusCode.Created))["host"]!;

        Assert.Equal(("nyc3-91", "nyc3", 0), (host["name"]!.GetValue<string>(), host["region"]!.GetValue<string>(), host["total_extents"]!.GetValue<int>()));
        await client.Get("/v2/hosts/nyc3-91").ShouldBeAsync(HttpStatusCode.OK);
        await api.Client.Post("/v2/hosts", """{"name": "nyc3-92"}""").ShouldBeErrorAsync(HttpStatusCode.Forbidden, "forbidden");
        await client.Post("/v2/hosts", """{"name": "nyc3-91"}""").ShouldBeErrorAsync(HttpStatusCode.Conflict, "conflict");
        foreach (var name in new[] { "", "nyc3", "nowhere-1", "../nyc3-1", "NYC3-01", "nyc3-x" })
        {
            await client.Post("/v2/hosts", $$"""{"name": "{{name}}"}""").ShouldBeErrorAsync(HttpStatusCode.UnprocessableEntity, "unprocessable_entity");
        }
    }

    [Theory]
    [InlineData("POST", "/v2/hosts/nyc3-80/drain")]
    [InlineData("POST", "/v2/hosts/nyc3-80/serve")]
    [InlineData("DELETE", "/v2/hosts/nyc3-80")]
    public async Task A_customer_may_not_turn_a_host(string method, string path)
    {
        await api.Client.Send(new HttpMethod(method), path).ShouldBeErrorAsync(HttpStatusCode.Forbidden, "forbidden");
        await api.WithoutToken.Send(new HttpMethod(method), path).ShouldBeErrorAsync(HttpStatusCode.Unauthorized, "unauthorized");
    }

    [Fact]
    public async Task A_drained_host_serves_again_when_it_is_told_to()
    {
        var client = await OperatorAsync("nyc3-81");

        Assert.Equal("draining", State(await client.Post("/v2/hosts/nyc3-81/drain", "").ShouldBeAsync(HttpStatusCode.OK)));
        Assert.Equal("draining", State(await client.Post("/v2/hosts/nyc3-81/drain", "").ShouldBeAsync(HttpStatusCode.OK)));
        Assert.Equal("draining", State(await client.Get("/v2/hosts/nyc3-81").ShouldBeAsync(HttpStatusCode.OK)));
        Assert.Equal("serving", State(await client.Post("/v2/hosts/nyc3-81/serve", "").ShouldBeAsync(HttpStatusCode.OK)));
        await client.Post("/v2/hosts/nowhere-1/drain", "").ShouldBeErrorAsync(HttpStatusCode.NotFound, "not_found");
    }

    [Fact]
    public async Task A_host_is_removed_only_when_it_takes_no_orders_and_holds_nothing_and_not_before_its_worker_looked()
    {
        var client = await OperatorAsync("nyc3-82");
        await client.Delete("/v2/hosts/nyc3-82").ShouldBeErrorAsync(HttpStatusCode.Conflict, "conflict");
        await client.Post("/v2/hosts/nyc3-82/drain", "").ShouldBeAsync(HttpStatusCode.OK);
        await HoldAsync("nyc3-82", 7);
        await client.Delete("/v2/hosts/nyc3-82").ShouldBeErrorAsync(HttpStatusCode.Conflict, "conflict");
        await HoldAsync("nyc3-82", 0);

        var removing = await client.Delete("/v2/hosts/nyc3-82").ShouldBeAsync(HttpStatusCode.OK);

        Assert.Equal("removing", State(removing));
        Assert.Null(removing["host"]!["decommission"]);
        Assert.Equal("serving", State(await client.Post("/v2/hosts/nyc3-82/serve", "").ShouldBeAsync(HttpStatusCode.OK)));
    }

    [Fact]
    public async Task A_removed_host_is_shown_with_its_decommission_record_and_never_comes_back()
    {
        var client = await OperatorAsync("nyc3-83");
        await using (var db = api.OpenDb())
        {
            var host = await db.Hosts.SingleAsync(h => h.Name == "nyc3-83", Ct);
            Assert.Null(host.Drain());
            Assert.Null(host.Remove());
            Assert.True(host.BecomeRemoved());
            var capacity = new Capacity(ByteSize.FromMiB(4), 1000, FreeExtents: 1000, 0, 0, DirtyFreeExtents: 0);
            db.Add(HostDecommission.Of("nyc3-83", capacity, volumesReleased: 12, DateTimeOffset.UtcNow));
            await db.SaveChangesAsync(Ct);
        }

        var record = (await client.Get("/v2/hosts/nyc3-83").ShouldBeAsync(HttpStatusCode.OK))["host"]!["decommission"]!;

        Assert.Equal((1000L, 1000L, 0L, 12L), (record["total_extents"]!.GetValue<long>(), record["free_extents"]!.GetValue<long>(),
            record["dirty_extents"]!.GetValue<long>(), record["volumes_released"]!.GetValue<long>()));
        await client.Post("/v2/hosts/nyc3-83/serve", "").ShouldBeErrorAsync(HttpStatusCode.Conflict, "conflict");
        await client.Delete("/v2/hosts/nyc3-83").ShouldBeErrorAsync(HttpStatusCode.Conflict, "conflict");
    }

    [Fact]
    public async Task An_operator_sees_what_the_worker_found_and_that_a_host_is_away()
    {
        var client = await OperatorAsync("nyc3-84", lastSeen: TimeSpan.FromMinutes(-5));
        await using (var db = api.OpenDb())
        {
            db.Add(HostFinding.Of("nyc3-84", FindingKind.OrphanedVolume, "volume:0192", "17 extents are allocated", DateTimeOffset.UtcNow));
            await db.SaveChangesAsync(Ct);
        }

        var host = (await client.Get("/v2/hosts/nyc3-84").ShouldBeAsync(HttpStatusCode.OK))["host"]!;

        Assert.True(host["away"]!.GetValue<bool>());
        var finding = Assert.Single(host["findings"]!.AsArray())!;
        Assert.Equal(("orphaned_volume", "volume:0192", "17 extents are allocated"),
            (finding["kind"]!.GetValue<string>(), finding["resource"]!.GetValue<string>(), finding["detail"]!.GetValue<string>()));
    }

    private static string State(JsonNode answer) => answer["host"]!["state"]!.GetValue<string>();

    private async Task<HttpClient> OperatorAsync(string host, TimeSpan lastSeen = default)
    {
        var now = DateTimeOffset.UtcNow;
        await using var db = api.OpenDb();
        db.Add(Host.Register(host, "nyc3", ByteSize.FromMiB(4), chunkBytes: 65_536, totalExtents: 1000, now + lastSeen));
        await db.SaveChangesAsync(Ct);
        return api.ClientFor(await api.OpenAccountAsync(Account.Open("operator", $"{host}@example.com", now, isOperator: true)));
    }

    private async Task HoldAsync(string host, long extents)
    {
        await using var db = api.OpenDb();
        await db.Hosts.Where(h => h.Name == host).ExecuteUpdateAsync(set => set.SetProperty(h => h.HeldExtents, extents), Ct);
    }
}
