using Npgsql;

namespace CloudControl.Workers.Tests.WebhookDelivery;

/// <summary>A transaction of the test's own that holds row locks, so that others queue behind them in the order the test says.</summary>
public sealed class RowLock : IAsyncDisposable
{
    private readonly NpgsqlConnection connection;
    private readonly NpgsqlTransaction transaction;

    private RowLock(NpgsqlConnection connection, NpgsqlTransaction transaction) => (this.connection, this.transaction) = (connection, transaction);

    /// <summary>Executes the statement and keeps what it locks.</summary>
    public static async Task<RowLock> TakeAsync(string connectionString, string sql)
    {
        var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        var held = new RowLock(connection, await connection.BeginTransactionAsync());
        await held.ExecuteAsync(sql);
        return held;
    }

    /// <summary>Waits until so many sessions of this database wait for a lock.</summary>
    public Task WaitForWaitersAsync(int count) => CloudControl.Testing.Eventually.HoldsAsync(async () =>
        await ExecuteAsync("select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'") is long waiting
        && waiting >= count);

    public Task ReleaseAsync() => transaction.RollbackAsync();

    public Task CommitAsync() => transaction.CommitAsync();

    public async ValueTask DisposeAsync()
    {
        await transaction.DisposeAsync();
        await connection.DisposeAsync();
    }

    private async Task<object?> ExecuteAsync(string sql)
    {
        // Each look is to see the present, not what this transaction saw first.
        await using var command = new NpgsqlCommand("select pg_stat_clear_snapshot(); " + sql, connection, transaction);
        await using var reader = await command.ExecuteReaderAsync();
        await reader.NextResultAsync();
        return await reader.ReadAsync() ? reader.GetValue(0) : null;
    }
}
