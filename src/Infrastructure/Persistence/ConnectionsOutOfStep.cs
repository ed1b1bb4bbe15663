using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;

namespace CloudControl.Infrastructure.Persistence;

/// <summary>
/// Lets no connection be used again on which a command failed in any way but an error that the server told. When connections are cut,
/// Npgsql 10.0 was seen to fail with a <see cref="NullReferenceException"/> and give the connection back half read: whoever had it next
/// read the answer to another's question. Nor one on which the server refused a value: if it did so while Npgsql prepared the statement by
/// itself, Npgsql takes it for prepared without knowing what it answers, and fails the next who uses it (npgsql/npgsql#6391). What is in
/// use closes when it is given back, the rest at once.
/// </summary>
public sealed class ConnectionsOutOfStep(NpgsqlDataSource dataSource) : DbCommandInterceptor
{
    /// <summary>The class of errors about values: told when a statement's values are bound, before it is described.</summary>
    private const string DataException = "22";

    public override void CommandFailed(DbCommand command, CommandErrorEventData eventData) => Judge(dataSource, eventData.Exception);

    public override Task CommandFailedAsync(DbCommand command, CommandErrorEventData eventData, CancellationToken cancellationToken = default)
    {
        Judge(dataSource, eventData.Exception);
        return Task.CompletedTask;
    }

    /// <summary>
    /// After other errors of the server's, after a command that was called off, and after one that was never sent, both sides know where
    /// they are.
    /// </summary>
    /// <param name="dataSource">Where the connection came from.</param>
    /// <param name="failure">How the command failed.</param>
    public static void Judge(NpgsqlDataSource dataSource, Exception failure)
    {
        if (failure is PostgresException said ? said.SqlState.StartsWith(DataException, StringComparison.Ordinal)
            : failure is not (OperationCanceledException or UnstorableTextException))
        {
            dataSource.Clear();
        }
    }
}
