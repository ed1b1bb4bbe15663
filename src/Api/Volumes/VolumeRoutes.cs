using CloudControl.Api.Http;

namespace CloudControl.Api.Volumes;

/// <summary>Block volumes.</summary>
public static class VolumeRoutes
{
    public static void MapVolumes(this IEndpointRouteBuilder v2)
    {
        var volumes = v2.MapGroup("/volumes").WithTags("Block Storage").ScopedTo("block_storage");
        volumes.MapGet("", ListVolumes.HandleAsync).Named("volumes_list", "List block volumes");
        volumes.MapPost("", CreateVolume.HandleAsync).Named("volumes_create", "Create a block volume");
        volumes.MapDelete("", DeleteVolume.ByNameAsync).Named("volumes_delete_byName", "Delete a block volume by name and region");
        volumes.MapGet("/{volumeId:guid}", GetVolume.HandleAsync).Named("volumes_get", "Get a block volume");
        volumes.MapDelete("/{volumeId:guid}", DeleteVolume.HandleAsync).Named("volumes_delete", "Delete a block volume");
        volumes.MapGet("/{volumeId:guid}/disk", GetVolumeDisk.HandleAsync).Named("volumes_get_disk", "See where a block volume's disk lies");
    }
}
