using CloudControl.Domain.Accounts;
using CloudControl.Domain.Events;
using CloudControl.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Infrastructure.Events;

/// <summary>
/// Reads an account's events in an order that never grows in its middle. Ids and timestamps are given out before commit, so an event
/// can appear behind one that was read already. What orders the feed is the transaction that wrote the event, then the id; and only
/// transactions older than every one still open are read. A transaction id smaller than those cannot appear any more, and within
/// one transaction all events appear at once.
/// </summary>
public static class EventFeed
{
    public static Task<bool> KnowsAsync(CloudControlDb db, AccountId account, Guid publicId, CancellationToken ct) =>
        db.Events.AnyAsync(e => e.AccountId == account && e.PublicId == publicId, ct);

    /// <summary>The events after the one that is named, or from the start.</summary>
    public static async Task<IReadOnlyList<CloudEvent>> ReadAsync(
        CloudControlDb db, AccountId account, Guid? after, int most, CancellationToken ct)
    {
        var events = after is { } known
            ? db.Events.FromSql(
                $"""
                select * from events
                where account_id = {account.Value} and transaction_id < pg_snapshot_xmin(pg_current_snapshot())
                    and (transaction_id, id) > (select transaction_id, id from events where public_id = {known})
                order by transaction_id, id limit {most}
                """)
            : db.Events.FromSql(
                $"""
                select * from events
                where account_id = {account.Value} and transaction_id < pg_snapshot_xmin(pg_current_snapshot())
                order by transaction_id, id limit {most}
                """);
        return await events.AsNoTracking().ToListAsync(ct);
    }
}
