using CloudControl.Api.Http;

namespace CloudControl.Api.Events;

/// <summary>The feed of events: ours, beside the contract.</summary>
public static class EventRoutes
{
    public static void MapEvents(this IEndpointRouteBuilder v2)
    {
        var events = v2.MapGroup("/events").WithTags("Events").ScopedTo("event");
        events.MapGet("", ListEvents.HandleAsync).Named("events_list", "List events after one that is known");
        events.MapGet("/stream", StreamEvents.HandleAsync)
            .Named("events_stream", "Follow events as they happen")
            .Produces<string>(contentType: EventStreamWriter.MediaType)
            .Produces<ErrorView>(StatusCodes.Status422UnprocessableEntity);
    }
}
