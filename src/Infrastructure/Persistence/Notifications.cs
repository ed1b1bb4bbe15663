using System.Data;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace CloudControl.Infrastructure.Persistence;

/// <summary>
/// Listens to one of the database's channels for as long as the process runs. Notices are lost while the connection is: whoever
/// listens also sweeps, and is woken once after every reconnection.
/// </summary>
public static class Notifications
{
    /// <summary>Between two tries to connect.</summary>
    public static readonly TimeSpan ReconnectDelay = TimeSpan.FromSeconds(1);

    /// <summary>Calls <paramref name="wake"/> for every notice, with its payload, and with an empty one after every connection made.</summary>
    /// <returns>When <paramref name="ct"/> is cancelled; never fails for what the database does.</returns>
    public static async Task ListenAsync(NpgsqlDataSource dataSource, string channel, Action<string> wake, ILogger log, CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await ListenOnceAsync(dataSource, channel, wake, ct);
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is NpgsqlException or IOException or TimeoutException or OperationCanceledException)
            {
                log.LogWarning(e, "listening on {Channel}: the connection was lost; connecting again", channel);
                await Task.Delay(ReconnectDelay, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private static async Task ListenOnceAsync(NpgsqlDataSource dataSource, string channel, Action<string> wake, CancellationToken ct)
    {
        await using var connection = await dataSource.OpenConnectionAsync(ct);
        connection.Notification += (_, notice) => wake(notice.Payload);
        try
        {
            await ExecuteAsync(connection, $"listen {channel}", ct);
            wake("");
            while (true)
            {
                if (!await connection.WaitAsync(PersistenceServices.ProbeAfter, ct))
                {
                    await ExecuteAsync(connection, "select 1", ct);
                }
            }
        }
        finally
        {
            await EndListeningAsync(connection);
        }
    }

    /// <summary>Before a connection that listened goes back to its pool, which resets nothing: whoever has it next hears no notices.</summary>
    public static async Task EndListeningAsync(NpgsqlConnection connection)
    {
        if (connection.State == ConnectionState.Open)
        {
            await ExecuteAsync(connection, "unlisten *", CancellationToken.None);
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(ct);
    }
}
