using Npgsql;
using NpgsqlTypes;
using Host = CloudControl.Domain.Hosts.Host;

namespace CloudControl.Workers.Hosts;

/// <summary>Enters this process's hosts in the database, where placement and <c>/readyz</c> find them.</summary>
public sealed class HostRegister(NpgsqlDataSource database)
{
    /// <summary>Enters a host, or says what it has now. What it holds stays as it is.</summary>
    /// <returns>False when it was removed for good: then nobody serves it.</returns>
    /// <exception cref="PostgresException">Its region is unknown, or it shrank below what its volumes hold.</exception>
    public async Task<bool> EnterAsync(Host host, CancellationToken ct)
    {
        await using var command = database.CreateCommand(
            """
            insert into hosts (
              name, region_slug, state, extent_bytes, chunk_bytes, total_extents, held_extents, nbd_socket, job_engine, last_seen_at)
            values ($1, $2, 'serving', $3, $4, $5, 0, $6, $7, now())
            on conflict (name) do update
            set extent_bytes = $3, chunk_bytes = $4, total_extents = $5, nbd_socket = $6, job_engine = $7, last_seen_at = now()
            where hosts.state <> 'removed'
            """);
        command.Parameters.Add(new() { Value = host.Name });
        command.Parameters.Add(new() { Value = host.RegionSlug });
        command.Parameters.Add(new() { Value = host.ExtentBytes });
        command.Parameters.Add(new() { Value = host.ChunkBytes });
        command.Parameters.Add(new() { Value = host.TotalExtents });
        command.Parameters.Add(new() { Value = (object?)host.NbdSocket ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = (object?)host.JobEngine ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        return await command.ExecuteNonQueryAsync(ct) == 1;
    }

    /// <summary>Says that the hosts are still served.</summary>
    public async Task SeenAsync(IReadOnlyList<string> names, CancellationToken ct)
    {
        await using var command = database.CreateCommand("update hosts set last_seen_at = now() where name = any($1) and state <> 'removed'");
        command.Parameters.Add(new() { Value = names.ToArray() });
        await command.ExecuteNonQueryAsync(ct);
    }
}
