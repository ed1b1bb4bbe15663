using System.Globalization;
using CloudControl.Api.Http;
using CloudControl.Domain.Events;
using CloudControl.Infrastructure.Events;
using CloudControl.Infrastructure.Persistence;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CloudControl.Api.Events;

/// <summary>
/// GET /v2/events?after=…&amp;limit=…: the feed behind the webhooks, oldest first, so that a receiver that was away can catch up. Whoever
/// always asks with the last id it got meets every event of the account exactly once.
/// </summary>
public static class ListEvents
{
    public const int DefaultLimit = 100;
    public const int MaximumLimit = 500;

    /// <summary>The events, and whether to ask again at once.</summary>
    public sealed record Response(IReadOnlyList<EventView> Events, ListLinks Links, FeedMeta Meta);

    /// <summary>Where the feed goes on.</summary>
    /// <param name="Last">What to ask with next: the last event's id, or the one asked with when nothing is new; null at the very start.</param>
    /// <param name="More">Whether there is more already.</param>
    public sealed record FeedMeta(string? Last, bool More);

    public static async Task<Results<Ok<Response>, ErrorResult>> HandleAsync(
        string? after, string? limit, HttpRequest request, Caller caller, CloudControlDb db, CancellationToken ct)
    {
        var known = string.IsNullOrEmpty(after) ? null : after;
        var position = known is null ? EventFeed.Start : await PositionOfAsync(known, caller, db, ct);
        if (position is not { } from)
        {
            return new ErrorResult(new EventUnknown(known!));
        }

        var most = LimitOf(limit);
        var events = await EventFeed.ReadAsync(db, caller.AccountId, from, most + 1, ct);
        var page = events.Take(most).Select(EventView.Of).ToList();
        var last = page.LastOrDefault()?.Id ?? known;
        var more = events.Count > most;
        var links = new ListLinks(more ? new PageLinks(null, null, LinkAfter(request, last!, most), null) : null);
        return TypedResults.Ok(new Response(page, links, new FeedMeta(last, more)));
    }

    /// <summary>Where an event of the caller's stands; null when there is no event of that name.</summary>
    internal static async Task<long?> PositionOfAsync(string name, Caller caller, CloudControlDb db, CancellationToken ct) =>
        CloudEvent.TryParseName(name, out var id) ? await EventFeed.FindPositionAsync(db, caller.AccountId, id, ct) : null;

    private static int LimitOf(string? limit) =>
        long.TryParse(limit, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? (int)Math.Clamp(number, 1, MaximumLimit) : DefaultLimit;

    private static string LinkAfter(HttpRequest request, string last, int limit) =>
        $"{request.Origin()}{request.Path}{new QueryBuilder { { "after", last }, { "limit", $"{limit}" } }}";
}
