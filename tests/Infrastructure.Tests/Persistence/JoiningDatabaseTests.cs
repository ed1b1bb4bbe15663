using CloudControl.Domain.Accounts;
using CloudControl.Infrastructure.Persistence;
using CloudControl.Testing;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace CloudControl.Infrastructure.Tests.Persistence;

public sealed class JoiningDatabaseTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_part_that_ends_without_a_commit_takes_back_only_itself()
    {
        await using var source = NpgsqlDataSource.Create(database.ConnectionString);
        await using (var db = PersistenceServices.Open(source))
        {
            await using var whole = await db.Database.BeginTransactionAsync(Ct);
            await AddAsync(db, "before");
            await using (await db.Database.BeginTransactionAsync(Ct))
            {
                await AddAsync(db, "taken back");
            }

            await using (await db.Database.BeginTransactionAsync(Ct))
            {
                await AddAsync(db, "kept");
                await db.Database.CommitTransactionAsync(Ct);
            }

            await whole.CommitAsync(Ct);
        }

        Assert.Equal(["before", "kept"], await NamesAsync(source, "before", "taken back", "kept"));
    }

    [Fact]
    public async Task A_part_that_was_committed_goes_with_the_whole()
    {
        await using var source = NpgsqlDataSource.Create(database.ConnectionString);
        await using (var db = PersistenceServices.Open(source))
        await using (await db.Database.BeginTransactionAsync(Ct))
        {
            await using var part = await db.Database.BeginTransactionAsync(Ct);
            await AddAsync(db, "gone with the whole");
            await part.CommitAsync(Ct);
        }

        Assert.Empty(await NamesAsync(source, "gone with the whole"));
    }

    [Fact]
    public async Task A_statement_that_failed_in_a_part_leaves_the_whole_usable()
    {
        await using var source = NpgsqlDataSource.Create(database.ConnectionString);
        await using (var db = PersistenceServices.Open(source))
        {
            await using var whole = await db.Database.BeginTransactionAsync(Ct);
            await Assert.ThrowsAsync<PostgresException>(async () =>
            {
                await using var part = await db.Database.BeginTransactionAsync(Ct);
                await db.Database.ExecuteSqlAsync($"select 1 / 0", Ct);
            });
            await AddAsync(db, "after the failure");
            await whole.CommitAsync(Ct);
        }

        Assert.Single(await NamesAsync(source, "after the failure"));
    }

    private static async Task AddAsync(CloudControlDb db, string name)
    {
        db.Add(Account.Open(name, "somebody@example.com", TimeProvider.System.GetUtcNow()));
        await db.SaveChangesAsync(Ct);
        db.ChangeTracker.Clear();
    }

    private static async Task<List<string>> NamesAsync(NpgsqlDataSource source, params string[] names)
    {
        await using var db = PersistenceServices.Open(source);
        return await db.Accounts.Where(a => names.Contains(a.Name)).Select(a => a.Name).OrderBy(name => name).ToListAsync(Ct);
    }
}
