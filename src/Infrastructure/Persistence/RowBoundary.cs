using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;

namespace CloudControl.Infrastructure.Persistence;

/// <summary>
/// Tells PostgreSQL, whenever a context opens a connection, whose rows it may see; the policies of row-level security read it. It is told
/// as the connection's <c>application_name</c>, the one such setting that the server reports back: what a pooled connection was told last is
/// asked of the connection itself, whatever became of the attempt, and a statement is only spent when the next request is another
/// account's. A connection that was told nothing sees nothing that anybody owns.
/// </summary>
internal sealed class RowBoundary(IVisibility visibility, NpgsqlDataSource connections) : DbConnectionInterceptor
{
    /// <summary>The role that policies apply to; the one that owns the tables sees everything.</summary>
    public const string Role = "cloudcontrol_api";

    /// <summary>The name of the connections that are bound.</summary>
    public const string Connections = "bound";

    private const string Setting = "application_name";

    /// <summary>A pool whose connections act as <see cref="Role"/> and, until they are told more, for nobody.</summary>
    public static NpgsqlDataSource CreatePool(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString)
        {
            ApplicationName = VisibleRows.None.ConnectionName,
            NoResetOnClose = true,     // a reset would only make it tell again
        };
        settings.Options = $"{settings.Options} -c role={Role}".Trim();
        return NpgsqlDataSource.Create(settings.ConnectionString);
    }

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        connection.Close();
        throw new NotSupportedException("the database is asked asynchronously");
    }

    public override async Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        var told = (NpgsqlConnection)connection;
        var name = visibility.Current.ConnectionName;
        if (told.PostgresParameters.GetValueOrDefault(Setting) == name)
        {
            return;
        }

        try
        {
            await using var command = new NpgsqlCommand($"select set_config('{Setting}', $1, false)", told)
            {
                Parameters = { new NpgsqlParameter<string> { TypedValue = name } },
            };
            await command.ExecuteNonQueryAsync(cancellationToken);
            if (told.PostgresParameters.GetValueOrDefault(Setting) != name)
            {
                throw new InvalidOperationException("the database does not report whose rows its connection sees");
            }
        }
        catch (Exception e)
        {
            ConnectionsOutOfStep.Judge(connections, e);
            await connection.CloseAsync();     // left open, the context would use it as it is
            throw;
        }
    }
}
