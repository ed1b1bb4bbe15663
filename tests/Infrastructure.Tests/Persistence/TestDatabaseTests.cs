using CloudControl.Testing;
using Npgsql;

namespace CloudControl.Infrastructure.Tests.Persistence;

public sealed class TestDatabaseTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task A_clone_knows_nothing_of_what_was_written_to_another()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var mine = NpgsqlDataSource.Create(database.ConnectionString);
        await using var other = NpgsqlDataSource.Create(await database.CloneAsync(ct));

        await using (var create = mine.CreateCommand("create table left_behind (id int)"))
        {
            await create.ExecuteNonQueryAsync(ct);
        }

        await using var look = other.CreateCommand("select to_regclass('left_behind')::text");
        Assert.Equal(DBNull.Value, await look.ExecuteScalarAsync(ct));
    }
}
