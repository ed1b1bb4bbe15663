using System.Net;
using CloudControl.Domain.Hosts;
using CloudControl.Domain.Storage;
using CloudControl.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.Tests.Health;

public sealed class HealthTests(TestApi api) : IClassFixture<TestApi>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_running_process_is_healthy_without_a_token() =>
        await api.WithoutToken.Get("/healthz").ShouldBeAsync(HttpStatusCode.OK);

    [Fact]
    public async Task It_is_ready_once_a_host_was_seen_lately()
    {
        using (var before = await api.WithoutToken.GetAsync(new Uri("/readyz", UriKind.Relative), Ct))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, before.StatusCode);
        }

        await using (var db = api.OpenDb())
        {
            db.Add(Host.Register("nyc3-01", "nyc3", ByteSize.FromMiB(4), 65536, 1000, TimeProvider.System.GetUtcNow(), jobEngine: "Quartz"));
            await db.SaveChangesAsync(Ct);
        }

        var after = await api.WithoutToken.Get("/readyz").ShouldBeAsync(HttpStatusCode.OK);
        Assert.Equal("ready", after["status"]!.GetValue<string>());
        Assert.Equal("Quartz", after["checks"]!["job_engine"]!["detail"]!.GetValue<string>());
        Assert.Equal("1 of 1 seen in the last 60 s", after["checks"]!["hosts"]!["detail"]!.GetValue<string>());
    }

    [Fact]
    public async Task Without_its_database_it_is_healthy_but_not_ready()
    {
        using var client = api.ClientWith(("ConnectionStrings:CloudControl", "Host=/tmp/no-such-socket;Username=nobody;Timeout=2"));
        await client.Get("/healthz").ShouldBeAsync(HttpStatusCode.OK);

        var ready = await client.Get("/readyz").ShouldBeAsync(HttpStatusCode.ServiceUnavailable);
        Assert.False(ready["checks"]!["database"]!["ok"]!.GetValue<bool>());
    }

    [Fact]
    public async Task The_required_migration_is_the_newest()
    {
        await using var db = api.OpenDb();
        Assert.Equal(SchemaVersion.Required, (await db.Database.GetAppliedMigrationsAsync(Ct)).Last());
    }
}
