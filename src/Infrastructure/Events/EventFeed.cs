using CloudControl.Domain.Accounts;
using CloudControl.Domain.Events;
using CloudControl.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Infrastructure.Events;

/// <summary>
/// Reads an account's events in an order that never grows in its middle. Positions become visible in their order, without gaps
/// (<see cref="EventNumbering"/>), so whoever reads on from the last position it met meets every event once. They are plain numbers
/// in rows: a database restored from a dump goes on where it was.
/// </summary>
public static class EventFeed
{
    /// <summary>The position before the first event.</summary>
    public const long Start = 0;

    /// <summary>The position of an event; null when the account has no such event.</summary>
    public static Task<long?> FindPositionAsync(CloudControlDb db, AccountId account, Guid publicId, CancellationToken ct) =>
        db.Events.Where(e => e.AccountId == account && e.PublicId == publicId).Select(e => (long?)e.Position).SingleOrDefaultAsync(ct);

    /// <summary>The position of the newest event; <see cref="Start"/> when there is none.</summary>
    public static async Task<long> FindLastPositionAsync(CloudControlDb db, AccountId account, CancellationToken ct) =>
        await db.Events.Where(e => e.AccountId == account).MaxAsync(e => (long?)e.Position, ct) ?? Start;

    /// <summary>The events after a position, in order.</summary>
    public static async Task<IReadOnlyList<CloudEvent>> ReadAsync(
        CloudControlDb db, AccountId account, long after, int most, CancellationToken ct) => await db.Events.AsNoTracking()
        .Where(e => e.AccountId == account && e.Position > after).OrderBy(e => e.Position).Take(most).ToListAsync(ct);
}
