using Npgsql;

namespace CloudControl.Infrastructure.Persistence;

/// <summary>
/// Tells a database that is away – stopped, restarting, cut off, out of connections – from one that refused what it was asked: the same
/// request may succeed once it is back.
/// </summary>
public static class DatabaseAway
{
    /// <summary>Operator intervention: the server stops, crashed or is not up yet. Npgsql does not count all of them as passing.</summary>
    private static readonly string[] Stopping =
        [PostgresErrorCodes.AdminShutdown, PostgresErrorCodes.CrashShutdown, PostgresErrorCodes.CannotConnectNow];

    private static readonly string[] FoundLate = ["Transaction is already completed", "This NpgsqlTransaction has completed", "Connection is not open"];

    /// <summary>Whether that is what an exception comes from; EF wraps what the database throws, so causes are looked for inside.</summary>
    public static bool IsCauseOf(Exception exception)
    {
        for (Exception? cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is TimeoutException or NpgsqlException { IsTransient: true }
                || (cause is PostgresException said && Stopping.Contains(said.SqlState))
                || IsLossFoundLate(cause))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// EF lets it pass when it cannot release a savepoint, so a connection lost there is lost unnoticed, and what comes next in the
    /// transaction finds it ended. Npgsql has no type for that: it is known by who says what.
    /// </summary>
    private static bool IsLossFoundLate(Exception cause) =>
        cause is InvalidOperationException { Source: nameof(Npgsql) } && FoundLate.Any(words => cause.Message.StartsWith(words, StringComparison.Ordinal));
}
