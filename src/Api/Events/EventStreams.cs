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
    Bells bells, WaitingLimits limits, IDbContextFactory<CloudControlDb> databases, IHostApplicationLifetime process)
{
    /// <summary>Events read at one time.</summary>
    private const int BatchSize = 100;

    private readonly Places places = new(limits.Streams, limits.StreamsPerAccount);

    /// <summary>A place for one more stream of the account; null when there is none.</summary>
    public IDisposable? Enter(AccountId account) => places.Take(account.Value);

    /// <summary>Writes events after a position until the reader hangs up or the process stops.</summary>
    /// <param name="account">Whose events.</param>
    /// <param name="after">The position to go on from.</param>
    /// <param name="writer">Where to.</param>
    /// <param name="hangUp">Cancelled when the reader hangs up.</param>
    internal async Task WriteAsync(AccountId account, long after, EventStreamWriter writer, CancellationToken hangUp)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(hangUp, process.ApplicationStopping);
        using var bell = bells.Hang(News.OfEvents(account));     // before the first look: what happens in between rings
        var heartbeat = TimeSpan.FromSeconds(limits.HeartbeatSeconds);
        try
        {
            while (true)
            {
                var events = await ReadAsync(account, after, end.Token);
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
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // Either side may end a stream at any moment: the reader comes back with the last id it got.
        }
    }

    private async Task<IReadOnlyList<CloudEvent>> ReadAsync(AccountId account, long after, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        return await EventFeed.ReadAsync(db, account, after, BatchSize, ct);
    }
}
