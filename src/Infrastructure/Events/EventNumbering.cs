using CloudControl.Domain.Accounts;
using CloudControl.Domain.Events;
using CloudControl.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Infrastructure.Events;

/// <summary>
/// Numbers an event, twice: within the account, for the feed, and within its resource, so that a receiver sees that one is missing.
/// The counters are rows, so a transaction that is rolled back takes its numbers with it and leaves no gap; they are locked until
/// the commit, so numbers become visible in their order. The account's row is locked first, always, so nobody waits in a circle.
/// The price: transactions that record events of one account commit one after the other (docs/adr).
/// </summary>
internal static class EventNumbering
{
    /// <exception cref="InvalidOperationException">There is no transaction: the numbers would be taken though the event is not stored.</exception>
    public static async Task<EventNumbers> NextAsync(
        CloudControlDb db, AccountId account, string resourceType, string resourceId, CancellationToken ct)
    {
        if (db.Database.CurrentTransaction is null)
        {
            throw new InvalidOperationException($"recording an event of {resourceType} {resourceId} outside a transaction");
        }

        var numbers = await db.Database.SqlQuery<EventNumbers>(
            $"""
            with feed as (
                insert into event_feeds (account_id, last_position) values ({account.Value}, 1)
                on conflict (account_id) do update set last_position = event_feeds.last_position + 1
                returning last_position)
            insert into event_sequences (account_id, resource_type, resource_id, last_sequence)
            select {account.Value}, {resourceType}, {resourceId}, 1 from feed
            on conflict (account_id, resource_type, resource_id) do update set last_sequence = event_sequences.last_sequence + 1
            returning (select last_position from feed) as "Position", last_sequence as "Sequence"
            """).ToListAsync(ct);
        return numbers.Single();
    }
}
