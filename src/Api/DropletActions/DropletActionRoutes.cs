using CloudControl.Api.Http;

namespace CloudControl.Api.DropletActions;

/// <summary>What droplets can be asked to do, one or all with a tag.</summary>
public static class DropletActionRoutes
{
    public static void MapDropletActions(this IEndpointRouteBuilder v2)
    {
        var droplets = v2.MapGroup("/droplets").WithTags("Droplet Actions").ScopedTo("droplet");
        droplets.MapPost("/actions", PostTaggedDropletActions.HandleAsync)
            .Named("dropletActions_post_byTag", "Begin an action on every droplet with a tag")
            .Needs("droplet:update");
        droplets.MapGet("/{dropletId:long}/actions", ListDropletActions.HandleAsync).Named("dropletActions_list", "List a droplet's actions");
        droplets.MapPost("/{dropletId:long}/actions", PostDropletAction.HandleAsync).Named("dropletActions_post", "Begin an action on a droplet")
            .Needs("droplet:update");
        droplets.MapGet("/{dropletId:long}/actions/{actionId:long}", GetDropletAction.HandleAsync)
            .Named("dropletActions_get", "Get an action of a droplet");
    }
}
