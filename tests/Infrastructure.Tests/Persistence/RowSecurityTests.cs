using CloudControl.Domain.Accounts;
using CloudControl.Domain.Webhooks;
using CloudControl.Infrastructure.Persistence;
using CloudControl.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace CloudControl.Infrastructure.Tests.Persistence;

/// <summary>What PostgreSQL itself keeps from a query that forgot to ask for one account's rows.</summary>
public sealed class RowSecurityTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private static readonly DateTimeOffset Now = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly Account mine = Account.Open("mine", "mine@example.com", Now);
    private readonly Account theirs = Account.Open("theirs", "theirs@example.com", Now);
    private readonly Sight sight = new();
    private ServiceProvider services = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Four connections for the process, and one for all contexts: each takes over what the last one was told.</summary>
    private string OneConnection => new NpgsqlConnectionStringBuilder(database.ConnectionString) { MaxPoolSize = 5 }.ConnectionString;

    public async ValueTask InitializeAsync()
    {
        services = new ServiceCollection().AddSingleton<IVisibility>(sight).AddBoundPersistence(OneConnection).BuildServiceProvider();
        await using var owner = PersistenceServices.Open(services.GetRequiredService<NpgsqlDataSource>());
        owner.AddRange(mine, theirs);
        owner.AddRange(Webhook.Register(mine.Id, "https://example.com/mine", [], Now), Webhook.Register(theirs.Id, "https://example.com/theirs", [], Now));
        await owner.SaveChangesAsync(Ct);
    }

    public ValueTask DisposeAsync() => services.DisposeAsync();

    [Fact]
    public async Task An_unfiltered_query_returns_nothing_that_anybody_owns_until_it_is_known_who_asks()
    {
        sight.Current = VisibleRows.None;
        Assert.Equal((0, 0), await CountAsync());
        Assert.InRange(await AskAsync(db => db.Regions.CountAsync(Ct)), 1, int.MaxValue);
    }

    [Fact]
    public async Task An_unfiltered_query_returns_nothing_to_an_account_that_owns_nothing()
    {
        sight.Current = VisibleRows.Of(AccountId.New());
        Assert.Equal((0, 0), await CountAsync());
    }

    [Fact]
    public async Task An_unfiltered_query_returns_the_askers_rows_whoever_asked_before_on_the_same_connection()
    {
        foreach (var account in new[] { mine, theirs, mine })
        {
            sight.Current = VisibleRows.Of(account.Id);
            Assert.Equal((1, 1), await CountAsync());
            Assert.Equal(account.Id, await AskAsync(db => db.Webhooks.Select(w => w.AccountId).SingleAsync(Ct)));
        }

        sight.Current = VisibleRows.None;
        Assert.Equal((0, 0), await CountAsync());
        sight.Current = VisibleRows.All;
        Assert.InRange((await CountAsync()).Webhooks, 2, int.MaxValue);
    }

    [Fact]
    public async Task A_connection_that_was_told_nothing_sees_nothing_that_anybody_owns()
    {
        var settings = new NpgsqlConnectionStringBuilder(database.ConnectionString) { Options = "-c role=cloudcontrol_api", Pooling = false };
        await using var untold = new NpgsqlConnection(settings.ConnectionString);
        await untold.OpenAsync(Ct);
        await using var count = new NpgsqlCommand("select count(*) from webhooks", untold);

        Assert.Equal(0L, await count.ExecuteScalarAsync(Ct));
    }

    [Fact]
    public async Task Nothing_of_anothers_can_be_written_changed_or_taken_away()
    {
        sight.Current = VisibleRows.Of(mine.Id);

        Assert.Equal(0, await AskAsync(db => db.Webhooks.Where(w => w.AccountId == theirs.Id).ExecuteDeleteAsync(Ct)));
        Assert.Equal(0, await AskAsync(db => db.Database.ExecuteSqlAsync($"update webhooks set enabled = enabled where account_id = {theirs.Id.Value}", Ct)));
        await AssertRefusedAsync(db => db.Database.ExecuteSqlAsync($"update webhooks set account_id = {theirs.Id.Value}", Ct));
        await AssertRefusedAsync(db => db.Database.ExecuteSqlAsync(
            $"insert into tags (account_id, folded_name, name, created_at) values ({theirs.Id.Value}, 'planted', 'planted', now())", Ct));
    }

    [Fact]
    public async Task A_request_that_is_called_off_while_it_says_who_asks_leaves_its_sight_to_nobody()
    {
        sight.Current = VisibleRows.Of(theirs.Id);
        Assert.Equal((1, 1), await CountAsync());

        using var gone = new CancellationTokenSource();
        sight.Current = VisibleRows.Of(mine.Id);
        sight.Asked = gone.Cancel;
        await using var scope = services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<CloudControlDb>();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => db.Webhooks.CountAsync(gone.Token));

        sight.Asked = null;
        Assert.Equal(mine.Id, (await db.Webhooks.SingleAsync(Ct)).AccountId);     // the context that was called off, too
        Assert.Equal(theirs.Id, await AskAsAsync(theirs, asker => asker.Webhooks.Select(w => w.AccountId).SingleAsync(Ct)));
    }

    [Fact]
    public async Task A_transaction_that_is_rolled_back_does_not_take_back_who_asks()
    {
        sight.Current = VisibleRows.Of(theirs.Id);
        Assert.Equal((1, 1), await CountAsync());

        sight.Current = VisibleRows.Of(mine.Id);
        await AskAsync(async db =>
        {
            await using var transaction = await db.Database.BeginTransactionAsync(Ct);
            Assert.Equal(mine.Id, (await db.Webhooks.SingleAsync(Ct)).AccountId);
            await transaction.RollbackAsync(Ct);
            return Assert.Single(await db.Webhooks.Select(w => w.AccountId).ToListAsync(Ct));
        });
        Assert.Equal(mine.Id, await AskAsync(db => db.Webhooks.Select(w => w.AccountId).SingleAsync(Ct)));
    }

    [Fact]
    public async Task A_connection_made_in_place_of_one_that_was_cut_is_told_anew()
    {
        sight.Current = VisibleRows.Of(mine.Id);
        Assert.Equal((1, 1), await CountAsync());
        await using (var cut = services.GetRequiredService<NpgsqlDataSource>().CreateCommand(
            "select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = current_database() and application_name like 'account %'"))
        {
            Assert.Equal(1L, await cut.ExecuteScalarAsync(Ct));
        }

        await Assert.ThrowsAnyAsync<Exception>(CountAsync);
        Assert.Equal((1, 1), await CountAsync());
    }

    private async Task AssertRefusedAsync(Func<CloudControlDb, Task<int>> write) =>
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, (await Assert.ThrowsAsync<PostgresException>(() => AskAsync(write))).SqlState);

    private async Task<(int Accounts, int Webhooks)> CountAsync() =>
        (await AskAsync(db => db.Accounts.CountAsync(Ct)), await AskAsync(db => db.Webhooks.CountAsync(Ct)));

    private Task<T> AskAsAsync<T>(Account account, Func<CloudControlDb, Task<T>> question)
    {
        sight.Current = VisibleRows.Of(account.Id);
        return AskAsync(question);
    }

    private async Task<T> AskAsync<T>(Func<CloudControlDb, Task<T>> question)
    {
        await using var scope = services.CreateAsyncScope();
        return await question(scope.ServiceProvider.GetRequiredService<CloudControlDb>());
    }

    private sealed class Sight : IVisibility
    {
        private VisibleRows rows;

        public Action? Asked { get; set; }

        public VisibleRows Current
        {
            get
            {
                Asked?.Invoke();
                return rows;
            }

            set => rows = value;
        }
    }
}
