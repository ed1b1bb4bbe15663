using CloudControl.Domain.Accounts;
using CloudControl.Infrastructure.Persistence;
using CloudControl.Testing;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace CloudControl.Infrastructure.Tests.Persistence;

public sealed class DatabaseAwayTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Theory]
    [InlineData(PostgresErrorCodes.AdminShutdown)]
    [InlineData(PostgresErrorCodes.CrashShutdown)]
    [InlineData(PostgresErrorCodes.CannotConnectNow)]
    [InlineData(PostgresErrorCodes.TooManyConnections)]
    [InlineData(PostgresErrorCodes.DeadlockDetected)]
    public void A_server_that_stops_starts_or_is_too_busy_is_away_however_deep_it_says_so(string state) =>
        Assert.True(DatabaseAway.IsCauseOf(new InvalidOperationException("saving", Said(state))));

    [Fact]
    public void A_connection_that_broke_or_was_not_answered_is_a_database_that_is_away()
    {
        Assert.True(DatabaseAway.IsCauseOf(new NpgsqlException("reading", new IOException("cut"))));
        Assert.True(DatabaseAway.IsCauseOf(new NpgsqlException("reading", new TimeoutException())));
    }

    [Theory]
    [InlineData("a statement")]
    [InlineData("the commit")]
    public async Task A_connection_lost_unnoticed_in_a_transaction_is_a_database_that_is_away_to_whatever_comes_next(string next)
    {
        await using var source = NpgsqlDataSource.Create(database.ConnectionString);
        await using var db = PersistenceServices.Open(source);
        await using var transaction = await db.Database.BeginTransactionAsync();
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => db.Database.ExecuteSqlRawAsync("select pg_terminate_backend(pg_backend_pid())"));     // and nobody hears of it

        var found = await Assert.ThrowsAnyAsync<Exception>(() => next switch
        {
            "a statement" => db.Database.ExecuteSqlRawAsync("select 1"),
            _ => transaction.CommitAsync(),
        });
        Assert.True(DatabaseAway.IsCauseOf(found), found.ToString());
    }

    [Fact]
    public async Task A_connection_lost_while_a_savepoint_is_released_ends_the_save_so_that_nothing_goes_on_outside_the_transaction()
    {
        await using var source = NpgsqlDataSource.Create(database.ConnectionString);
        await using var db = PersistenceServices.Open(source);
        await using var transaction = await db.Database.BeginTransactionAsync();
        var server = ((NpgsqlConnection)db.Database.GetDbConnection()).ProcessID;
        using var strike = SavepointRelease.Before(db, () =>
        {
            using var command = source.CreateCommand($"select pg_terminate_backend({server}, 10000)");
            command.ExecuteNonQuery();
        });
        db.Add(Account.Open("lost", "lost@example.com", DateTimeOffset.UtcNow));

        var found = await Assert.ThrowsAnyAsync<Exception>(() => db.SaveChangesAsync());

        Assert.True(DatabaseAway.IsCauseOf(found), found.ToString());
    }

    [Fact]
    public void What_the_database_refused_it_refuses_again()
    {
        Assert.False(DatabaseAway.IsCauseOf(Said(PostgresErrorCodes.UniqueViolation)));
        Assert.False(DatabaseAway.IsCauseOf(new InvalidOperationException("a bug of ours")));
    }

    private static PostgresException Said(string state) => new("as it was said", "FATAL", "FATAL", state);
}
