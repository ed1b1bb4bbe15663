using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;

namespace CloudControl.Api.Events;

/// <summary>
/// Writes server-sent events (the WHATWG HTML standard, section 9.2): an event is <c>id</c>, <c>event</c> and <c>data</c>, one line
/// each, and a blank line; a line that starts with a colon is a comment, sent as a sign of life.
/// </summary>
internal sealed class EventStreamWriter(HttpResponse response, JsonSerializerOptions json)
{
    public const string MediaType = "text/event-stream";

    /// <summary>Sends the headers, so that the reader knows at once that it is being served.</summary>
    public async Task BeginAsync(CancellationToken ct)
    {
        response.ContentType = MediaType;
        response.Headers.CacheControl = "no-store";
        response.Headers["x-accel-buffering"] = "no";     // nginx would hold the events back
        response.HttpContext.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        await response.WriteAsync(": your events, as they happen\n\n", ct);
        await FlushAsync(ct);
    }

    public Task TellAsync(EventView happened, CancellationToken ct) =>
        response.WriteAsync($"id: {happened.Id}\nevent: {happened.Type}\ndata: {JsonSerializer.Serialize(happened, json)}\n\n", ct);

    public Task BeatAsync(CancellationToken ct) => response.WriteAsync(": still here\n\n", ct);

    public Task FlushAsync(CancellationToken ct) => response.Body.FlushAsync(ct);
}
