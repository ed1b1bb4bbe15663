using System.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace CloudControl.Infrastructure.Persistence;

/// <summary>
/// A database in which a transaction begun inside another is a part of it: a savepoint, which the part's end without a commit goes
/// back to. An operation says what it does whole or not at all, and does not care whether somebody, such as the keeper of
/// idempotency keys, commits more together with it.
/// </summary>
internal sealed class JoiningDatabase(DbContext context) : DatabaseFacade(context)
{
    private Part? innermost;

    public override IDbContextTransaction? CurrentTransaction => innermost ?? base.CurrentTransaction;

    public override async Task<IDbContextTransaction> BeginTransactionAsync(CancellationToken cancellationToken = default)
    {
        if (base.CurrentTransaction is not { } whole)
        {
            return await base.BeginTransactionAsync(cancellationToken);
        }

        var part = new Part(this, whole, around: innermost);
        await whole.CreateSavepointAsync(part.Savepoint, cancellationToken);
        return innermost = part;
    }

    public override Task CommitTransactionAsync(CancellationToken cancellationToken = default) =>
        innermost?.CommitAsync(cancellationToken) ?? base.CommitTransactionAsync(cancellationToken);

    public override Task RollbackTransactionAsync(CancellationToken cancellationToken = default) =>
        innermost?.RollbackAsync(cancellationToken) ?? base.RollbackTransactionAsync(cancellationToken);

    /// <summary>Its commit makes nothing durable yet; the whole's does.</summary>
    private sealed class Part(JoiningDatabase database, IDbContextTransaction whole, Part? around) : IDbContextTransaction
    {
        private bool ended;

        public string Savepoint { get; } = around is null ? "part" : $"{around.Savepoint}_part";

        public Guid TransactionId => whole.TransactionId;

        public Task CommitAsync(CancellationToken cancellationToken = default)
        {
            End();
            return whole.ReleaseSavepointAsync(Savepoint, cancellationToken);
        }

        public Task RollbackAsync(CancellationToken cancellationToken = default)
        {
            End();
            return whole.RollbackToSavepointAsync(Savepoint, cancellationToken);
        }

        public async ValueTask DisposeAsync()
        {
            if (ended)
            {
                return;
            }

            // A connection that broke took the whole with it, and says so by itself.
            var isOpen = database.GetDbConnection().State == ConnectionState.Open;
            await (isOpen ? RollbackAsync() : Task.CompletedTask);
            End();
        }

        public void Commit() => throw new NotSupportedException("the database is asked asynchronously");

        public void Rollback() => throw new NotSupportedException("the database is asked asynchronously");

        public void Dispose() => throw new NotSupportedException("the database is asked asynchronously");

        private void End() => (ended, database.innermost) = (true, around);
    }
}
