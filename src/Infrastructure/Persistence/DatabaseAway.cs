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

    /// <summary>Whether that is what an exception comes from; EF wraps what the database throws, so causes are looked for inside.</summary>
    public static bool IsCauseOf(Exception exception)
    {
        for (Exception? cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is TimeoutException or NpgsqlException { IsTransient: true }
                || (cause is PostgresException said && Stopping.Contains(said.SqlState)))
            {
                return true;
            }
        }

        return false;
    }
}
