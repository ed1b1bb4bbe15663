using CloudControl.Domain.Accounts;
using CloudControl.Domain.Hosts;
using CloudControl.Domain.Runs;
using CloudControl.Domain.Storage;
using CloudControl.Domain.Webhooks;
using CloudControl.Infrastructure.Metrics;
using CloudControl.Infrastructure.Persistence;
using CloudControl.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace CloudControl.Infrastructure.Tests.Metrics;

public sealed class CloudMetricsTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private readonly FakeTimeProvider clock = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Open_runs_are_counted_by_pipeline_and_state_and_ended_ones_are_not()
    {
        await using var source = await OpenAsync();
        await using (var db = PersistenceServices.Open(source))
        {
            db.AddRange(Enumerable.Range(0, 5).Select(n => PipelineRun.Of(
                "create-droplet.v1", "nyc3-01", $"droplet:{n}", "{}", action: null, RunPriority.Normal, DateTimeOffset.UtcNow)));
            await db.SaveChangesAsync(Ct);
            await db.Database.ExecuteSqlAsync($"update runs set due_at = now() - interval '1 minute'", Ct);
            await db.Database.ExecuteSqlAsync($"update runs set lease_owner = 'me', lease_until = now() + interval '1 minute' where subject = 'droplet:1'", Ct);
            await db.Database.ExecuteSqlAsync($"update runs set status = 'stuck', failures = 8, due_at = now() + interval '1 minute' where subject = 'droplet:2'", Ct);
            await db.Database.ExecuteSqlAsync($"update runs set status = 'done', ended_at = now() where subject = 'droplet:3'", Ct);
        }

        var samples = await ReadAsync(source);

        Assert.Equal(2, samples["""cloudcontrol_runs{pipeline="create-droplet.v1",state="waiting"}"""]);
        Assert.Equal(1, samples["""cloudcontrol_runs{pipeline="create-droplet.v1",state="running"}"""]);
        Assert.Equal(1, samples["""cloudcontrol_runs{pipeline="create-droplet.v1",state="stuck"}"""]);
        Assert.Equal(1, samples["""cloudcontrol_runs_retrying{pipeline="create-droplet.v1"}"""]);
        Assert.Equal(3, samples.Keys.Count(series => series.StartsWith("cloudcontrol_runs{", StringComparison.Ordinal)));
        Assert.InRange(samples["""cloudcontrol_oldest_waiting_run_seconds{queue="nyc3-01"}"""], 60, 600);
    }

    [Fact]
    public async Task Extents_are_counted_by_host_and_state_and_add_up()
    {
        await using var source = await OpenAsync();
        await using (var db = PersistenceServices.Open(source))
        {
            db.Add(Host.Register("nyc3-01", "nyc3", ByteSize.FromMiB(4), 65536, 1000, DateTimeOffset.UtcNow));
            await db.SaveChangesAsync(Ct);
            await db.Database.ExecuteSqlAsync($"update hosts set held_extents = 70", Ct);

            // Rows without their owners: who held the extents is not the question here.
            await db.Database.ExecuteSqlRawAsync(
                """
                begin;
                set local session_replication_role = replica;
                insert into volumes (id, account_id, droplet_id, host_name, disk_bytes, extent_bytes, chunk_bytes, extent_count, state, chunks_written, created_at, released_at)
                select gen_random_uuid(), gen_random_uuid(), 7, 'nyc3-01', 1, 4194304, 65536, extents, state, 0, now(), case when state = 'released' then now() end
                from (values (30, 'ready'), (25, 'quarantined'), (15, 'quarantined'), (500, 'released')) v(extents, state);
                commit;
                """, Ct);
        }

        var samples = await ReadAsync(source);

        Assert.Equal(930, samples["""cloudcontrol_host_extents{host="nyc3-01",state="free"}"""]);
        Assert.Equal(30, samples["""cloudcontrol_host_extents{host="nyc3-01",state="allocated"}"""]);
        Assert.Equal(40, samples["""cloudcontrol_host_extents{host="nyc3-01",state="quarantined"}"""]);
        Assert.InRange(samples["""cloudcontrol_host_seen_seconds{host="nyc3-01"}"""], 0, 60);
    }

    [Fact]
    public async Task Webhooks_and_what_waits_for_them_are_counted_and_read_again_only_after_a_second()
    {
        await using var source = await OpenAsync();
        var now = DateTimeOffset.UtcNow;
        var mine = Account.Open("mine", "mine@example.com", now);
        var webhooks = Enumerable.Range(0, 3).Select(_ => Webhook.Register(mine.Id, "https://a.example/", [], now)).ToList();
        webhooks[1].Miss(TimeSpan.FromDays(5), leastFailures: 10, now);
        webhooks[2].Disable("gone", now);
        await using var db = PersistenceServices.Open(source);
        db.Add(mine);
        db.AddRange(webhooks);
        await db.SaveChangesAsync(Ct);
        using var metrics = new CloudMetrics(source, clock, NullLogger<CloudMetrics>.Instance);

        var before = Exposition.Parse(await metrics.ReadAsync(Ct)).Samples;
        Assert.All(["enabled", "failing", "disabled"], state => Assert.Equal(1, before[$"cloudcontrol_webhooks{{state=\"{state}\"}}"]));
        Assert.Equal(0, before["cloudcontrol_oldest_due_delivery_seconds"]);

        db.AddRange(Delivery(now.AddMinutes(-2)), Missed(), Delivered());
        await db.SaveChangesAsync(Ct);
        Assert.Equal(0, Exposition.Parse(await metrics.ReadAsync(Ct)).Samples["""cloudcontrol_webhook_deliveries_pending{state="due"}"""]);

        clock.Advance(TimeSpan.FromSeconds(1));
        var after = Exposition.Parse(await metrics.ReadAsync(Ct)).Samples;
        Assert.Equal(1, after["""cloudcontrol_webhook_deliveries_pending{state="due"}"""]);
        Assert.Equal(1, after["""cloudcontrol_webhook_deliveries_pending{state="later"}"""]);
        Assert.InRange(after["cloudcontrol_oldest_due_delivery_seconds"], 120, 600);

        WebhookDelivery Delivery(DateTimeOffset due) => WebhookDelivery.Of(webhooks[0].Id, Guid.CreateVersion7(), "scrub.completed", "{}", due);

        WebhookDelivery Missed()
        {
            var delivery = Delivery(now);
            delivery.Miss(500, "it answered 500", now.AddHours(1), now);
            return delivery;
        }

        WebhookDelivery Delivered()
        {
            var delivery = Delivery(now);
            delivery.Deliver(204, now);
            return delivery;
        }
    }

    [Fact]
    public async Task A_database_that_is_away_leaves_no_number_but_that_it_is()
    {
        await using var source = NpgsqlDataSource.Create("Host=/tmp/no-such-socket;Username=nobody;Timeout=2");

        var page = Exposition.Parse(await new CloudMetrics(source, clock, NullLogger<CloudMetrics>.Instance).ReadAsync(Ct));

        Assert.Equal([new KeyValuePair<string, double>("cloudcontrol_database_up", 0)], page.Samples);
    }

    private async Task<NpgsqlDataSource> OpenAsync() => NpgsqlDataSource.Create(await database.CloneAsync(Ct));

    private async Task<IReadOnlyDictionary<string, double>> ReadAsync(NpgsqlDataSource source)
    {
        using var metrics = new CloudMetrics(source, clock, NullLogger<CloudMetrics>.Instance);
        return Exposition.Parse(await metrics.ReadAsync(Ct)).Samples;
    }
}
