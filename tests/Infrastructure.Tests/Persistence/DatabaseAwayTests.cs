using CloudControl.Infrastructure.Persistence;
using Npgsql;

namespace CloudControl.Infrastructure.Tests.Persistence;

public sealed class DatabaseAwayTests
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
    public void What_the_database_refused_it_refuses_again()
    {
        Assert.False(DatabaseAway.IsCauseOf(Said(PostgresErrorCodes.UniqueViolation)));
        Assert.False(DatabaseAway.IsCauseOf(new InvalidOperationException("a bug of ours")));
    }

    private static PostgresException Said(string state) => new("as it was said", "FATAL", "FATAL", state);
}
