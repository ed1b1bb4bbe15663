using CloudControl.Api.Http;

namespace CloudControl.Api.Sizes;

/// <summary>Sizes: read only, they come with the catalogue.</summary>
public static class SizeRoutes
{
    public static void MapSizes(this IEndpointRouteBuilder v2)
    {
        var sizes = v2.MapGroup("/sizes").WithTags("Sizes").ScopedTo("sizes");
        sizes.MapGet("", ListSizes.HandleAsync).Named("sizes_list", "List all sizes")
            .Needs("sizes:read", "regions:read");
    }
}
