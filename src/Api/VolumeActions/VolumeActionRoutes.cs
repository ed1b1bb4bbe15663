using CloudControl.Api.Http;

namespace CloudControl.Api.VolumeActions;

/// <summary>What block volumes can be asked to do, by id or by name.</summary>
public static class VolumeActionRoutes
{
    public static void MapVolumeActions(this IEndpointRouteBuilder v2)
    {
        var volumes = v2.MapGroup("/volumes").WithTags("Block Storage Actions").ScopedTo("block_storage_action");
        volumes.MapPost("/actions", PostVolumeAction.ByNameAsync).Named("volumeActions_post", "Begin an action on a block volume named by its name");
        volumes.MapGet("/{volumeId:guid}/actions", ListVolumeActions.HandleAsync).Named("volumeActions_list", "List a block volume's actions");
        volumes.MapPost("/{volumeId:guid}/actions", PostVolumeAction.HandleAsync)
            .Named("volumeActions_post_byId", "Begin an action on a block volume");
        volumes.MapGet("/{volumeId:guid}/actions/{actionId:long}", GetVolumeAction.HandleAsync)
            .Named("volumeActions_get", "Get an action of a block volume");
    }
}
