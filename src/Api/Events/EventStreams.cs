using CloudControl.Api.Http;
using CloudControl.Api.Waiting;
using CloudControl.Domain;
using CloudControl.Domain.Accounts;
using CloudControl.Domain.Events;
using CloudControl.Infrastructure.Events;
using CloudControl.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.Events;

/// <summary>As many streams are open as may be.</summary>
public sealed record TooManyStreams() : Error(ErrorFamily.TooMany, "Too many streams are open already; close one, or read /v2/events instead.");

/// <summary>
/// An account's events as they happen, to any number of streams up to the limit. A stream holds no connection to the database: it reads
/// when the database announces an event of its account, and once per heartbeat besides, as an announcement can be lost.
/// </summary>
public sealed class EventStreams(
    Bells bells, WaitingLimits limits, IDbContextFactory<CloudControlDb> databases, IHostApplicationLifetime process, TimeProvider clock)
{
    /// <summary>Events read at one time.</summary>
    private const int BatchSize = 100;

    private readonly Places places = new(limits.Streams, limits.StreamsPerAccount);

    /// <summary>A place for one more stream of the account; null when there is none.</summary>
    public IDisposable? Enter(AccountId account) => places.Take(account.Value);

    /// <summary>Writes events after a position until the reader hangs up, the process stops, or the token is not valid any more.</summary>
    /// <param name="reader">Whose events, and with which token.</param>
    /// <param name="after">The position to go on from.</param>
    /// <param name="writer">Where to.</param>
    /// <param name="hangUp">Cancelled when the reader hangs up.</param>
    internal async Task WriteAsync(Caller reader, long after, EventStreamWriter writer, CancellationToken hangUp)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(hangUp, process.ApplicationStopping);
        using var bell = bells.Hang(News.OfEvents(reader.AccountId));     // before the first look: what happens in between rings
        var heartbeat = TimeSpan.FromSeconds(limits.HeartbeatSeconds);
        try
        {
            while (true)
            {
                if (await ReadAsync(reader, after, end.Token) is not { } events)
                {
                    return;
                }

                foreach (var happened in events)
                {
                    await writer.TellAsync(EventView.Of(happened), end.Token);
                    after = happened.Position;
                }

                await writer.FlushAsync(end.Token);
                if (events.Count < BatchSize && !await bell.WaitAsync(heartbeat, end.Token))
                {
                    await writer.BeatAsync(end.Token);
                }
            }
        }
        catch (Exception e) when (end.IsCancellationRequested && e is OperationCanceledException or ObjectDisposedException)
        {
            // Either side may end a stream at any moment, a process even in the middle of a read: the reader comes back with the last id.
        }
    }

    /// <summary>Null once the token was revoked or expired: the stream was opened with it, and ends before it tells another event.</summary>
    private async Task<IReadOnlyList<CloudEvent>?> ReadAsync(Caller reader, long after, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var now = clock.GetUtcNow();
        var isValid = await db.Tokens.AnyAsync(t => t.Id == reader.TokenId && t.RevokedAt == null && (t.ExpiresAt == null || t.ExpiresAt > now), ct);
        return isValid ? await EventFeed.ReadAsync(db, reader.AccountId, after, BatchSize, ct) : null;
    }
}
