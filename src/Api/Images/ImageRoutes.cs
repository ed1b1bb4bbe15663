using CloudControl.Api.Http;
using CloudControl.Api.ImageActions;

namespace CloudControl.Api.Images;

/// <summary>Images: what droplets are made from.</summary>
public static class ImageRoutes
{
    public static void MapImages(this IEndpointRouteBuilder v2)
    {
        var images = v2.MapGroup("/images").WithTags("Images").ScopedTo("image");
        images.MapGet("", ListImages.HandleAsync).Named("images_list", "List images");
        images.MapPost("", ImportImage.HandleAsync).Named("images_create_custom", "Import an image from a URL");
        images.MapGet("/{imageId}", GetImage.HandleAsync).Named("images_get", "Get an image by id or slug");
        images.MapPut("/{imageId}", UpdateImage.HandleAsync).Named("images_update", "Rename or describe an image of one's own");
        images.MapDelete("/{imageId}", DeleteImage.HandleAsync).Named("images_delete", "Delete an image of one's own, and scrub its bytes");

        var actions = v2.MapGroup("/images/{imageId:long}/actions").WithTags("Image Actions").ScopedTo("image");
        actions.MapGet("", ListImageActions.HandleAsync).Named("imageActions_list", "List an image's actions");
        actions.MapPost("", PostImageAction.HandleAsync).Named("imageActions_post", "Begin an action on an image")
            .Needs("image:update");
        actions.MapGet("/{actionId:long}", GetImageAction.HandleAsync).Named("imageActions_get", "Get an action of an image");
    }
}
