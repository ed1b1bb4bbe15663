using CloudControl.Infrastructure.Runs;
using Npgsql;
using NpgsqlTypes;
using Host = CloudControl.Domain.Hosts.Host;

namespace CloudControl.Workers.Hosts;

/// <summary>A host's row, as far as it matters to who may serve it.</summary>
/// <param name="Name">The host.</param>
/// <param name="IsRemoved">It is gone for good.</param>
/// <param name="ServedFrom">Where it was served last; null when nobody served it yet.</param>
/// <param name="OtherServer">Who else serves it now; null when nobody does.</param>
public sealed record HostRow(string Name, bool IsRemoved, string? ServedFrom, string? OtherServer);

/// <summary>
/// Enters this process's hosts in the database, where placement and <c>/readyz</c> find them, and holds them there: a host has one server at
/// a time, for as long as it renews its lease (docs/adr/0021). All moments are the database's.
/// </summary>
public sealed class HostRegister(NpgsqlDataSource database, WorkerIdentity worker)
{
    /// <summary>How long a host stays its server's without a sign of life: as long as until it counts as away.</summary>
    public static readonly TimeSpan Lease = Host.AwayAfter;

    /// <summary>How long a stopping worker tries to say that its hosts are free.</summary>
    private static readonly TimeSpan ReleaseLimit = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Enters a host whose disk this process has open, or says what it has now, and becomes its server. What it holds stays as it is.
    /// </summary>
    /// <param name="host">The host.</param>
    /// <param name="from">
    /// Where its disk is: the machine and the path. Who has that very disk locked need not wait for the lease of a server that died with it.
    /// </param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>False when it was removed for good, or when another serves it.</returns>
    /// <exception cref="PostgresException">Its region is unknown, or it shrank below what its volumes hold.</exception>
    public async Task<bool> EnterAsync(Host host, string from, CancellationToken ct)
    {
        await using var command = database.CreateCommand(
            """
            insert into hosts (
              name, region_slug, state, extent_bytes, chunk_bytes, total_extents, held_extents, nbd_socket, job_engine, last_seen_at,
              served_by, served_from, served_until)
            values ($1, $2, 'serving', $3, $4, $5, 0, $6, $7, now(), $8, $9, now() + $10)
            on conflict (name) do update
            set extent_bytes = $3, chunk_bytes = $4, total_extents = $5, nbd_socket = $6, job_engine = $7, last_seen_at = now(),
              served_by = $8, served_from = $9, served_until = now() + $10
            where hosts.state <> 'removed'
              and (hosts.served_by is null or hosts.served_by = $8 or hosts.served_from = $9 or hosts.served_until <= now())
            """);
        command.Parameters.Add(new() { Value = host.Name });
        command.Parameters.Add(new() { Value = host.RegionSlug });
        command.Parameters.Add(new() { Value = host.ExtentBytes });
        command.Parameters.Add(new() { Value = host.ChunkBytes });
        command.Parameters.Add(new() { Value = host.TotalExtents });
        command.Parameters.Add(new() { Value = (object?)host.NbdSocket ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = (object?)host.JobEngine ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = worker.Name });
        command.Parameters.Add(new() { Value = from });
        command.Parameters.Add(new() { Value = Lease });
        return await command.ExecuteNonQueryAsync(ct) == 1;
    }

    /// <summary>All hosts' rows, by name.</summary>
    public async Task<IReadOnlyDictionary<string, HostRow>> ReadAsync(CancellationToken ct)
    {
        await using var command = database.CreateCommand(
            """
            select name, state = 'removed', served_from, case when served_by <> $1 and served_until > now() then served_by end from hosts
            """);
        command.Parameters.Add(new() { Value = worker.Name });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var rows = new Dictionary<string, HostRow>(StringComparer.Ordinal);
        while (await reader.ReadAsync(ct))
        {
            var row = new HostRow(reader.GetString(0), reader.GetBoolean(1), Text(reader, 2), Text(reader, 3));
            rows.Add(row.Name, row);
        }

        return rows;
    }

    /// <summary>Says that the hosts are still served, and holds them for another while.</summary>
    /// <returns>Those that still are this process's. A lease that lapsed and that nobody took is renewed like any other.</returns>
    public async Task<IReadOnlySet<string>> SeenAsync(IReadOnlyList<string> names, CancellationToken ct)
    {
        await using var command = database.CreateCommand(
            """
            update hosts set last_seen_at = now(), served_until = now() + $3
            where name = any($1) and served_by = $2 and state <> 'removed'
            returning name
            """);
        command.Parameters.Add(new() { Value = names.ToArray() });
        command.Parameters.Add(new() { Value = worker.Name });
        command.Parameters.Add(new() { Value = Lease });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var held = new HashSet<string>(StringComparer.Ordinal);
        while (await reader.ReadAsync(ct))
        {
            held.Add(reader.GetString(0));
        }

        return held;
    }

    /// <summary>Says that hosts this process served are free. A database that does not answer finds out when the leases lapse.</summary>
    public async Task ReleaseAsync(IReadOnlyCollection<string> names)
    {
        using var limit = new CancellationTokenSource(ReleaseLimit);
        await using var command = database.CreateCommand("update hosts set served_by = null, served_until = null where name = any($1) and served_by = $2");
        command.Parameters.Add(new() { Value = names.ToArray() });
        command.Parameters.Add(new() { Value = worker.Name });
        await command.ExecuteNonQueryAsync(limit.Token);
    }

    private static string? Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
}
