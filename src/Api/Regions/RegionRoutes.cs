using CloudControl.Api.Http;

namespace CloudControl.Api.Regions;

public static class RegionRoutes
{
    public static void MapRegions(this IEndpointRouteBuilder v2)
    {
        var regions = v2.MapGroup("/regions").WithTags("Regions");
        regions.MapGet("", ListRegions.HandleAsync).Named("regions_list", "List all regions");
    }
}
