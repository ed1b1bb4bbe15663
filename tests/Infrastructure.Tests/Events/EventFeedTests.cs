using CloudControl.Domain.Accounts;
using CloudControl.Domain.Events;
using CloudControl.Infrastructure.Events;
using CloudControl.Infrastructure.Persistence;
using CloudControl.Testing;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace CloudControl.Infrastructure.Tests.Events;

public sealed class EventFeedTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private const int Writers = 6;
    private const int EventsPerWriter = 20;
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

    public async ValueTask DisposeAsync() => await source.DisposeAsync();

    [Fact]
    public async Task An_event_waits_for_its_number_until_the_one_before_it_is_stored_or_gone()
    {
        await using var slow = PersistenceServices.Open(source);
        await using var transaction = await slow.Database.BeginTransactionAsync(Ct);
        await RecordAsync(slow, "first");

        var second = HappenAsync("second", keep: true);
        Assert.Empty(await ReadAsync(EventFeed.Start));     // neither: the second must not be seen before the first
        await transaction.CommitAsync(Ct);
        await second;

        var events = await ReadAsync(EventFeed.Start);
        Assert.Equal(["first", "second"], events.Select(e => e.ResourceId));
        Assert.Equal([1, 2], events.Select(e => e.Position));
    }

    [Fact]
    public async Task An_event_that_was_rolled_back_takes_its_numbers_with_it()
    {
        await HappenAsync("droplet", keep: true);
        await HappenAsync("droplet", keep: false);
        await HappenAsync("droplet", keep: true);
        await HappenAsync("other", keep: true);

        Assert.Equal([(1, 1), (2, 2), (3, 1)], (await ReadAsync(EventFeed.Start)).Select(e => (e.Position, e.Sequence)));
    }

    /// <summary>Writers on few resources, a third of which change their mind; a reader beside them that reads on and on.</summary>
    [Fact]
    public async Task Writers_at_one_time_leave_no_gap_and_whoever_reads_on_misses_none()
    {
        var writing = Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(
            async () =>
            {
                for (var number = 0; number < EventsPerWriter; number++)
                {
                    await HappenAsync($"{(writer + number) % 4}", keep: number % 3 != 0);
                }
            },
            Ct)));

        var met = new List<CloudEvent>();
        while (!writing.IsCompleted)
        {
            met.AddRange(await ReadAsync(met.LastOrDefault()?.Position ?? EventFeed.Start));
        }

        await writing;
        met.AddRange(await ReadAsync(met.LastOrDefault()?.Position ?? EventFeed.Start));

        Assert.Equal(Enumerable.Range(1, met.Count).Select(n => (long)n), met.Select(e => e.Position));
        Assert.Equal(await CountAsync(), met.Count);
        Assert.All(met.GroupBy(e => e.ResourceId), resource => Assert.Equal(
            Enumerable.Range(1, resource.Count()).Select(n => (long)n), resource.Select(e => e.Sequence)));
    }

    [Fact]
    public async Task An_event_outside_a_transaction_is_refused()
    {
        await using var db = PersistenceServices.Open(source);

        await Assert.ThrowsAsync<InvalidOperationException>(() => RecordAsync(db, "1"));
    }

    private static Task<CloudEvent> RecordAsync(CloudControlDb db, Account account, string resource) => EventLog.RecordAsync(
        db, account.Id, EventTypes.ScrubCompleted, "scrub_receipt", resource, new { Name = resource }, DateTimeOffset.UtcNow, Ct);

    private async Task RecordAsync(CloudControlDb db, string resource)
    {
        await RecordAsync(db, account, resource);
        await db.SaveChangesAsync(Ct);
    }

    private async Task HappenAsync(string resource, bool keep)
    {
        await using var db = PersistenceServices.Open(source);
        await using var transaction = await db.Database.BeginTransactionAsync(Ct);
        await RecordAsync(db, resource);
        if (keep)
        {
            await transaction.CommitAsync(Ct);
        }
    }

    private async Task<IReadOnlyList<CloudEvent>> ReadAsync(long after)
    {
        await using var db = PersistenceServices.Open(source);
        return await EventFeed.ReadAsync(db, account.Id, after, Writers * EventsPerWriter, Ct);
    }

    private async Task<int> CountAsync()
    {
        await using var db = PersistenceServices.Open(source);
        return await db.Events.CountAsync(Ct);
    }
}
