using System.Globalization;
using CloudControl.Domain.Hosts;
using CloudControl.Domain.Storage;
using CloudControl.Infrastructure.Persistence;
using Npgsql;

namespace CloudControl.Bench.Api;

/// <summary>The account that is measured: without limits, on a host without end, with as many droplets as a measurement wants.</summary>
internal sealed class BenchAccount(NpgsqlDataSource source)
{
    public const string Region = "nyc3";
    public const string OtherRegion = "sfo3";

    /// <summary>Droplets that are in the other region, off, and tagged so: what a filter finds, however many others there are.</summary>
    public const int Few = 20;
    public const string TagOfFew = "few";
    public const string TagOfAll = "all";

    /// <summary>Tags to be destroyed by: so many tags with so many droplets each, and one more with more.</summary>
    public const int Batches = 5;
    public const int InABatch = 10;
    public const string LargeBatch = "large-batch";
    public const int InTheLargeBatch = 40;

    private const long Plenty = 1_000_000_000;
    private const int ChunkBytes = 64 * 1024;
    private static readonly ByteSize Extent = ByteSize.FromMiB(4);

    public static string TagOfBatch(int batch) => string.Create(CultureInfo.InvariantCulture, $"batch-{batch}");

    public static string Order(string name) =>
        $$"""{"name": "{{name}}", "region": "{{Region}}", "size": "s-1vcpu-512mb-10gb", "image": "debian-12-x64"}""";

    public async Task PrepareAsync()
    {
        await using var db = PersistenceServices.Open(source);
        db.AddRange(new[] { Region, OtherRegion }.Select(region =>
            Host.Register($"{region}-01", region, Extent, ChunkBytes, Plenty, TimeProvider.System.GetUtcNow())));
        await db.SaveChangesAsync();
        await ExecuteAsync("update accounts set droplet_limit = 1000000");
    }

    /// <summary>Leaves exactly so many droplets, all copies of the newest one that was ordered.</summary>
    public async Task FillAsync(int count)
    {
        await EmptyAsync();
        var columns = await WrittenColumnsAsync();
        await ExecuteAsync(
            $$"""
            insert into droplets ({{columns}}) select {{columns}} from (select (jsonb_populate_record(null::droplets, to_jsonb(model) || jsonb_build_object(
                'id', nextval('droplet_ids'), 'name', 'seed-' || i, 'volume_id', gen_random_uuid(), 'locked', false, 'destroyed_at', null,
                'status', case when i <= {{Few}} then 'off' else 'active' end,
                'region_slug', case when i <= {{Few}} then '{{OtherRegion}}' else '{{Region}}' end,
                'tags', to_jsonb(array['{{TagOfAll}}'] || case
                    when i <= {{Few}} then array['{{TagOfFew}}']
                    when i <= {{Few + InTheLargeBatch}} then array['{{LargeBatch}}']
                    when i <= {{Few + InTheLargeBatch + (Batches * InABatch)}} then array['batch-' || (i % {{Batches}})]
                    else '{}'::text[] end)))).*
            from (select * from droplets order by id desc limit 1) as model, generate_series(1, {{count}}) as i) as filled
            """);
        await ExecuteAsync(
            """
            insert into tags (account_id, folded_name, name, created_at)
            select distinct account_id, tag, tag, now() from droplets, unnest(tags) as tag where destroyed_at is null on conflict do nothing
            """);
        await ExecuteAsync("vacuum analyze");
    }

    /// <summary>Those of droplets that the database does not work out by itself.</summary>
    private async Task<string> WrittenColumnsAsync()
    {
        await using var command = source.CreateCommand(
            "select string_agg(attname, ', ') from pg_attribute where attrelid = 'droplets'::regclass and attnum > 0 and not attisdropped and attgenerated = ''");
        return (string)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Destroys every droplet, as far as lists and limits can tell.</summary>
    public async Task EmptyAsync()
    {
        await ExecuteAsync("update droplets set status = 'destroyed', destroyed_at = now() where destroyed_at is null");
        await ExecuteAsync("vacuum analyze");
    }

    /// <summary>The ids of the droplets that are there, in order.</summary>
    public async Task<IReadOnlyList<long>> IdsAsync()
    {
        await using var command = source.CreateCommand("select array_agg(id order by id) from droplets where destroyed_at is null");
        return (long[])(await command.ExecuteScalarAsync())!;
    }

    /// <summary>The ids that came into being with the newest droplet: its own, its volume's, its action's, its run's and its audit entry's.</summary>
    public async Task<(long Droplet, Guid Volume, long Action, Guid Run, Guid AuditEntry)> NewestAsync()
    {
        await using var command = source.CreateCommand(
            """
            select d.id, d.volume_id, a.id, r.id, (select id from audit_entries order by at desc limit 1) from droplets d
            join actions a on a.resource_type = 'droplet' and a.resource_id = d.id join runs r on r.action_id = a.id order by d.id desc limit 1
            """);
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        return (reader.GetInt64(0), reader.GetGuid(1), reader.GetInt64(2), reader.GetGuid(3), reader.GetGuid(4));
    }

    /// <summary>Whose the droplets are.</summary>
    public async Task<Guid> OwnerAsync()
    {
        await using var command = source.CreateCommand("select account_id from droplets limit 1");
        return (Guid)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>The process id of the database's server.</summary>
    public async Task<int> PostmasterAsync()
    {
        await using var command = source.CreateCommand("select split_part(pg_read_file('postmaster.pid'), chr(10), 1)::int");
        return (int)(await command.ExecuteScalarAsync())!;
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = source.CreateCommand(sql);
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync();
    }
}
