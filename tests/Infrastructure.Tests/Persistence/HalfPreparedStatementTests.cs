using CloudControl.Infrastructure.Persistence;
using CloudControl.Testing;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace CloudControl.Infrastructure.Tests.Persistence;

/// <summary>
/// A statement that fails between its parsing and its description, while Npgsql prepares it by itself, is taken for prepared from then on
/// without anybody knowing what it answers (npgsql/npgsql#6391): the next to use it on that connection fails, whoever it is.
/// </summary>
public sealed class HalfPreparedStatementTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_value_that_the_server_refused_leaves_no_statement_behind_that_fails_the_next()
    {
        await using var source = OneConnectionThatPrepares();
        await using (var refused = PersistenceServices.Open(source))
        {
            Assert.StartsWith("22", (await Assert.ThrowsAsync<PostgresException>(() => DivideAsync(refused, 0))).SqlState, StringComparison.Ordinal);
        }

        await using var next = PersistenceServices.Open(source);
        Assert.Equal(6, await DivideAsync(next, 2));
    }

    [Fact]
    public async Task Text_that_cannot_be_stored_is_refused_before_the_server_sees_it()
    {
        await using var source = OneConnectionThatPrepares();
        await using var db = PersistenceServices.Open(source);
        var before = await BackendAsync(db);

        var (one, several) = ("nyc\03", new[] { "nyc3", "\0" });
        await Assert.ThrowsAsync<UnstorableTextException>(() => db.Regions.AnyAsync(r => r.Slug == one, Ct));
        await Assert.ThrowsAsync<UnstorableTextException>(() => db.Regions.AnyAsync(r => several.Contains(r.Slug), Ct));
        await Assert.ThrowsAsync<UnstorableTextException>(() => db.Database.ExecuteSqlAsync($"select {"a\0"}::text", Ct));

        Assert.Equal(before, await BackendAsync(db));
    }

    private NpgsqlDataSource OneConnectionThatPrepares() => NpgsqlDataSource.Create(
        new NpgsqlConnectionStringBuilder(database.ConnectionString) { MaxPoolSize = 1, MaxAutoPrepare = 10, AutoPrepareMinUsages = 1 }.ConnectionString);

    private static Task<int> DivideAsync(CloudControlDb db, int by) => db.Database.SqlQuery<int>($"""select 12 / {by} as "Value" """).SingleAsync(Ct);

    private static Task<int> BackendAsync(CloudControlDb db) => db.Database.SqlQueryRaw<int>("select pg_backend_pid() as \"Value\"").SingleAsync(Ct);
}
