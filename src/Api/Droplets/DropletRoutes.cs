using CloudControl.Api.Http;

namespace CloudControl.Api.Droplets;

/// <summary>Droplets.</summary>
public static class DropletRoutes
{
    public static void MapDroplets(this IEndpointRouteBuilder v2)
    {
        var droplets = v2.MapGroup("/droplets").WithTags("Droplets");
        droplets.MapGet("", ListDroplets.HandleAsync).Named("droplets_list", "List droplets");
        droplets.MapPost("", CreateDroplet.HandleAsync).Named("droplets_create", "Create one droplet or several");
        droplets.MapDelete("", DestroyTaggedDroplets.HandleAsync).Named("droplets_destroy_byTag", "Destroy every droplet with a tag");
        droplets.MapGet("/{dropletId:long}", GetDroplet.HandleAsync).Named("droplets_get", "Get a droplet");
        droplets.MapDelete("/{dropletId:long}", DestroyDroplet.HandleAsync).Named("droplets_destroy", "Destroy a droplet");
        droplets.MapGet("/{dropletId:long}/disk", GetDropletDisk.HandleAsync).Named("droplets_get_disk", "See where a droplet's disk lies");
    }
}
