using CloudControl.Api.Http;
using CloudControl.Domain.Events;
using CloudControl.Infrastructure.Events;
using CloudControl.Infrastructure.Persistence;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;
using FromHeaderAttribute = Microsoft.AspNetCore.Mvc.FromHeaderAttribute;

namespace CloudControl.Api.Events;

/// <summary>
/// GET /v2/events/stream: the feed as server-sent events, for as long as both sides want. It goes on after the event that the header
/// <c>Last-Event-ID</c> names, which browsers send by themselves when they reconnect, or <c>after</c>; with neither it tells what
/// happens from now on.
/// </summary>
public static class StreamEvents
{
    public static async Task<IResult> HandleAsync(
        [FromHeader(Name = "Last-Event-ID")] string? lastEventId, string? after, HttpContext context, Caller caller, CloudControlDb db,
        EventStreams streams, IOptions<JsonOptions> json, CancellationToken ct)
    {
        var known = string.IsNullOrEmpty(lastEventId) ? after : lastEventId;
        var position = string.IsNullOrEmpty(known)
            ? await EventFeed.FindLastPositionAsync(db, caller.AccountId, ct)
            : await ListEvents.PositionOfAsync(known, caller, db, ct);
        if (position is not { } from)
        {
            return new ErrorResult(new EventUnknown(known!));
        }

        using var place = streams.Enter(caller.AccountId);
        if (place is null)
        {
            return new ErrorResult(new TooManyStreams());
        }

        var writer = new EventStreamWriter(context.Response, json.Value.SerializerOptions);
        await writer.BeginAsync(ct);
        await streams.WriteAsync(caller, from, writer, ct);
        return Results.Empty;
    }
}
