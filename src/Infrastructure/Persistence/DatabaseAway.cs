using Microsoft.EntityFrameworkCore.Diagnostics;
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
                || IsLossFoundLate(cause)
                || IsLossOfStep(cause))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Npgsql on a connection that is not where it takes it to be (<see cref="ConnectionsOutOfStep"/>): nothing of the command was carried out for us.</summary>
    private static bool IsLossOfStep(Exception cause) => cause.Source == nameof(Npgsql)
        && (cause is NullReferenceException || (cause is not PostgresException && cause.Message.StartsWith("Received", StringComparison.Ordinal)));

    /// <summary>
    /// A connection lost where nobody looked, or while EF released a savepoint: what comes next finds the transaction ended. There is no
    /// type for either, so they are known by who says what.
    /// </summary>
    private static bool IsLossFoundLate(Exception cause) => cause is InvalidOperationException { Message: var message }
        && ((cause.Source == nameof(Npgsql) && FoundLate.Any(words => message.StartsWith(words, StringComparison.Ordinal)))
            || message.Contains(nameof(RelationalEventId.BatchExecutorFailedToReleaseSavepoint), StringComparison.Ordinal));
}
