using CloudControl.Api.Http;

namespace CloudControl.Api.Events;

/// <summary>The feed of events: ours, beside the contract.</summary>
public static class EventRoutes
{
    public static void MapEvents(this IEndpointRouteBuilder v2) =>
        v2.MapGet("/events", ListEvents.HandleAsync).WithTags("Events").Named("events_list", "List events after one that is known");
}
