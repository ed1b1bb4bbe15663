using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;

namespace CloudControl.Infrastructure.Persistence;

/// <summary>
/// Lets no connection be used again on which a command failed in any way but an error that the server told. When connections are cut,
/// Npgsql 10.0 was seen to fail with a <see cref="NullReferenceException"/> and give the connection back half read: whoever had it next
/// read the answer to another's question. What is in use closes when it is given back, the rest at once.
/// </summary>
internal sealed class ConnectionsOutOfStep(NpgsqlDataSource dataSource) : DbCommandInterceptor
{
    public override void CommandFailed(DbCommand command, CommandErrorEventData eventData) => Judge(dataSource, eventData.Exception);

    public override Task CommandFailedAsync(DbCommand command, CommandErrorEventData eventData, CancellationToken cancellationToken = default)
    {
        Judge(dataSource, eventData.Exception);
        return Task.CompletedTask;
    }

    /// <summary>After an error of the server's, and after a command that was called off, both sides know where they are.</summary>
    internal static void Judge(NpgsqlDataSource dataSource, Exception failure)
    {
        if (failure is not (PostgresException or OperationCanceledException))
        {
            dataSource.Clear();
        }
    }
}
