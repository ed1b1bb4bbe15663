using CloudControl.Api.Http;

namespace CloudControl.Api.AssociatedResources;

/// <summary>Destroying a droplet together with its snapshots, its volumes and their snapshots.</summary>
public static class AssociatedRoutes
{
    /// <summary>Whoever destroys what belongs to a droplet needs what destroying each by itself would need.</summary>
    private static readonly string[] Everything =
        ["droplet:delete", "block_storage:delete", "block_storage_snapshot:delete", "image:delete", "reserved_ip:delete"];

    public static void MapAssociatedResources(this IEndpointRouteBuilder v2)
    {
        var routes = v2.MapGroup("/droplets/{dropletId:long}/destroy_with_associated_resources").WithTags("Droplets").ScopedTo("droplet");
        routes.MapGet("", ListAssociatedResources.HandleAsync)
            .Named("droplets_list_associatedResources", "List what could be destroyed with a droplet");
        routes.MapDelete("/selective", DestroyWithAssociated.SelectiveAsync)
            .Named("droplets_destroy_withAssociatedResourcesSelective", "Destroy a droplet and some of what belongs to it")
            .Needs(Everything);
        routes.MapDelete("/dangerous", DestroyWithAssociated.DangerousAsync)
            .Named("droplets_destroy_withAssociatedResourcesDangerous", "Destroy a droplet and everything that belongs to it")
            .Needs(Everything);
        routes.MapGet("/status", GetAssociatedStatus.HandleAsync)
            .Named("droplets_get_DestroyAssociatedResourcesStatus", "See what became of a droplet and what belonged to it")
            .Needs("droplet:delete");
        routes.MapPost("/retry", DestroyWithAssociated.RetryAsync)
            .Named("droplets_destroy_retryWithAssociatedResources", "Try again what could not be destroyed")
            .Needs(Everything);
    }
}
