using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace CloudControl.Infrastructure.Persistence;

/// <summary>A value has the character U+0000 in it, which no text of PostgreSQL's can hold; nothing was sent.</summary>
public sealed class UnstorableTextException : Exception
{
    public UnstorableTextException()
        : this("a text has U+0000 in it")
    {
    }

    public UnstorableTextException(string message)
        : base(message)
    {
    }

    public UnstorableTextException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

/// <summary>
/// Sends PostgreSQL no text that it cannot hold. It would refuse it, but at a moment at which Npgsql leaves a statement half prepared
/// (<see cref="ConnectionsOutOfStep"/>), and anybody can put such a character into a request.
/// </summary>
internal sealed class UnstorableText : DbCommandInterceptor
{
    public override InterceptionResult<DbDataReader> ReaderExecuting(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result)
    {
        Check(command);
        return result;
    }

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        Check(command);
        return ValueTask.FromResult(result);
    }

    public override InterceptionResult<int> NonQueryExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<int> result)
    {
        Check(command);
        return result;
    }

    public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        Check(command);
        return ValueTask.FromResult(result);
    }

    public override InterceptionResult<object> ScalarExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<object> result)
    {
        Check(command);
        return result;
    }

    public override ValueTask<InterceptionResult<object>> ScalarExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<object> result, CancellationToken cancellationToken = default)
    {
        Check(command);
        return ValueTask.FromResult(result);
    }

    private static void Check(DbCommand command)
    {
        foreach (DbParameter parameter in command.Parameters)
        {
            if (parameter.Value is string text ? IsUnstorable(text) : parameter.Value is IEnumerable<string?> texts && texts.Any(IsUnstorable))
            {
                throw new UnstorableTextException();
            }
        }
    }

    private static bool IsUnstorable(string? text) => text?.Contains('\0', StringComparison.Ordinal) == true;
}
