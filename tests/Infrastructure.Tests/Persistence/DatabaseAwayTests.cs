using System.Diagnostics.CodeAnalysis;
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

    [Fact]
    [SuppressMessage("Usage", "CA2201", Justification = "the runtime's exceptions are what the driver was seen to throw")]
    public void A_driver_out_of_step_with_the_server_is_a_database_that_is_away_and_our_own_mistakes_are_not()
    {
        Assert.True(DatabaseAway.IsCauseOf(new NullReferenceException { Source = "Npgsql" }));
        Assert.True(DatabaseAway.IsCauseOf(new NpgsqlException("Received backend message BindComplete while expecting ParseCompleteMessage.") { Source = "Npgsql" }));
        Assert.True(DatabaseAway.IsCauseOf(new Exception("Received unexpected backend message DataRow.") { Source = "Npgsql" }));
        Assert.False(DatabaseAway.IsCauseOf(new NullReferenceException { Source = "CloudControl.Api" }));
    }

    [Fact]
    public async Task A_connection_on_which_something_else_failed_than_the_server_said_is_not_used_again()
    {
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(database.ConnectionString) { CommandTimeout = 1 }.ConnectionString);
        await using var db = PersistenceServices.Open(source);
        var first = await BackendAsync(db);
        await Assert.ThrowsAsync<PostgresException>(() => db.Database.ExecuteSqlRawAsync("select 1 from nowhere"));
        Assert.Equal(first, await BackendAsync(db));

        await Assert.ThrowsAsync<NpgsqlException>(() => db.Database.ExecuteSqlRawAsync("select pg_sleep(60)"));
        Assert.NotEqual(first, await BackendAsync(db));
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

    private static Task<int> BackendAsync(CloudControlDb db) => db.Database.SqlQueryRaw<int>("select pg_backend_pid() as \"Value\"").SingleAsync();

    private static PostgresException Said(string state) => new("as it was said", "FATAL", "FATAL", state);
}
