using CloudControl.Api.Http;

namespace CloudControl.Api.Regions;

/// <summary>Regions: read only, they come with the catalogue.</summary>
public static class RegionRoutes
{
    public static void MapRegions(this IEndpointRouteBuilder v2)
    {
        var regions = v2.MapGroup("/regions").WithTags("Regions").ScopedTo("regions");
        regions.MapGet("", ListRegions.HandleAsync).Named("regions_list", "List all regions");
    }
}
