using CloudControl.Api.Http;

namespace CloudControl.Api.Images;

/// <summary>Images: what droplets are made from.</summary>
public static class ImageRoutes
{
    public static void MapImages(this IEndpointRouteBuilder v2)
    {
        var images = v2.MapGroup("/images").WithTags("Images");
        images.MapGet("", ListImages.HandleAsync).Named("images_list", "List images");
        images.MapGet("/{imageId}", GetImage.HandleAsync).Named("images_get", "Get an image by id or slug");
    }
}
