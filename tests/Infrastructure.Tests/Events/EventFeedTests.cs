using CloudControl.Domain.Accounts;
using CloudControl.Domain.Events;
using CloudControl.Infrastructure.Events;
using CloudControl.Infrastructure.Persistence;
using CloudControl.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace CloudControl.Infrastructure.Tests.Events;

public sealed class EventFeedTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private const int Most = 100;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);
    private readonly Account account = Account.Open("mine", "mine@example.com", DateTimeOffset.UtcNow);
    private NpgsqlDataSource source = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        source = NpgsqlDataSource.Create(await database.CloneAsync(Ct));
        await using var db = PersistenceServices.Open(source);
        db.Add(account);
        await db.SaveChangesAsync(Ct);
    }

    [Fact]
    public async Task An_event_whose_transaction_commits_late_holds_back_those_after_it()
    {
        await using var slow = new Writer(source, account);
        await using var quick = new Writer(source, account);
        await slow.BeginAsync();
        await slow.RecordAsync("first");
        await quick.BeginAsync();
        await quick.RecordAsync("second");
        await quick.CommitAsync();

        Assert.Empty(await ReadAsync(after: null));
        await slow.CommitAsync();

        Assert.Equal(["first", "second"], Names(await WaitForAsync(after: null, count: 2)));
    }

    [Fact]
    public async Task An_event_with_a_smaller_id_that_appears_later_is_met_by_whoever_read_on()
    {
        await using var early = new Writer(source, account);
        await using var late = new Writer(source, account);
        await early.BeginAsync();    // the older transaction gets the younger event
        await late.BeginAsync();
        await late.RecordAsync("smaller id");
        await early.RecordAsync("greater id");
        await early.CommitAsync();

        var read = await WaitForAsync(after: null, count: 1);
        Assert.Equal(["greater id"], Names(read));
        await late.CommitAsync();

        var rest = await WaitForAsync(after: read[0].PublicId, count: 1);
        Assert.Equal(["smaller id"], Names(rest));
        Assert.True(rest[0].Id < read[0].Id);
        Assert.Empty(await ReadAsync(after: rest[0].PublicId));
    }

    public async ValueTask DisposeAsync() => await source.DisposeAsync();

    private static IEnumerable<string> Names(IEnumerable<CloudEvent> events) => events.Select(e => e.ResourceId);

    private async Task<IReadOnlyList<CloudEvent>> ReadAsync(Guid? after)
    {
        await using var db = PersistenceServices.Open(source);
        return await EventFeed.ReadAsync(db, account.Id, after, Most, Ct);
    }

    /// <summary>Transactions of other tests on the same server hold the feed back too.</summary>
    private async Task<IReadOnlyList<CloudEvent>> WaitForAsync(Guid? after, int count)
    {
        var deadline = DateTimeOffset.UtcNow + Patience;
        while (true)
        {
            var events = await ReadAsync(after);
            if (events.Count >= count)
            {
                return events;
            }

            Assert.True(DateTimeOffset.UtcNow < deadline, $"{events.Count} of {count} events appeared");
            await Task.Delay(Look, Ct);
        }
    }

    /// <summary>One transaction that records events; it has its id from <see cref="BeginAsync"/> on.</summary>
    private sealed class Writer(NpgsqlDataSource source, Account account) : IAsyncDisposable
    {
        private readonly CloudControlDb db = PersistenceServices.Open(source);
        private IDbContextTransaction? transaction;

        public async Task BeginAsync()
        {
            transaction = await db.Database.BeginTransactionAsync(Ct);
            await db.Database.ExecuteSqlAsync($"select pg_current_xact_id()", Ct);
        }

        public async Task RecordAsync(string name)
        {
            await EventLog.RecordAsync(db, account.Id, EventTypes.ScrubCompleted, "scrub_receipt", name, new { Name = name }, DateTimeOffset.UtcNow, Ct);
            await db.SaveChangesAsync(Ct);
        }

        public Task CommitAsync() => transaction!.CommitAsync(Ct);

        public async ValueTask DisposeAsync()
        {
            if (transaction is not null)
            {
                await transaction.DisposeAsync();
            }

            await db.DisposeAsync();
        }
    }
}
