using CloudControl.Api.Http;

namespace CloudControl.Api.Actions;

/// <summary>Actions of all resources: read only, they come from what is asked of the resources.</summary>
public static class ActionRoutes
{
    public static void MapActions(this IEndpointRouteBuilder v2)
    {
        var actions = v2.MapGroup("/actions").WithTags("Actions").ScopedTo("actions");
        actions.MapGet("", ListActions.HandleAsync).Named("actions_list", "List actions");
        actions.MapGet("/{actionId:long}", GetAction.HandleAsync).Named("actions_get", "Get an action");
    }
}
