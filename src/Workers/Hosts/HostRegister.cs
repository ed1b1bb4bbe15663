using CloudControl.Domain.Runs;
using CloudControl.Domain.Storage;
using Npgsql;
using NpgsqlTypes;

namespace CloudControl.Workers.Hosts;

/// <summary>Enters this process's hosts in the database, where placement and <c>/readyz</c> find them.</summary>
public sealed class HostRegister(NpgsqlDataSource database, IRunDispatcher engine)
{
    /// <summary>Enters a host, or says what it has now. What it holds stays as it is.</summary>
    /// <exception cref="PostgresException">Its region is unknown, or it shrank below what its volumes hold.</exception>
    public async Task EnterAsync(
        string name, string region, Capacity capacity, ByteSize chunk, string? nbdSocket, CancellationToken ct)
    {
        await using var command = database.CreateCommand(
            """
            insert into hosts (
              name, region_slug, state, extent_bytes, chunk_bytes, total_extents, held_extents, nbd_socket, job_engine, last_seen_at)
            values ($1, $2, 'serving', $3, $4, $5, 0, $6, $7, now())
            on conflict (name) do update
            set extent_bytes = $3, chunk_bytes = $4, total_extents = $5, nbd_socket = $6, job_engine = $7, last_seen_at = now()
            """);
        command.Parameters.Add(new() { Value = name });
        command.Parameters.Add(new() { Value = region });
        command.Parameters.Add(new() { Value = capacity.ExtentBytes.Bytes });
        command.Parameters.Add(new() { Value = (int)chunk.Bytes });
        command.Parameters.Add(new() { Value = capacity.TotalExtents });
        command.Parameters.Add(new() { Value = (object?)nbdSocket ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = engine.EngineName });
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Says that the hosts are still served.</summary>
    public async Task SeenAsync(IReadOnlyList<string> names, CancellationToken ct)
    {
        await using var command = database.CreateCommand("update hosts set last_seen_at = now() where name = any($1)");
        command.Parameters.Add(new() { Value = names.ToArray() });
        await command.ExecuteNonQueryAsync(ct);
    }
}
