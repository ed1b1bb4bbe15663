using CloudControl.Api.Http;

namespace CloudControl.Api.Tags;

/// <summary>Tags, and what carries them.</summary>
public static class TagRoutes
{
    public static void MapTags(this IEndpointRouteBuilder v2)
    {
        var tags = v2.MapGroup("/tags").WithTags("Tags").ScopedTo("tag");
        tags.MapGet("", ListTags.HandleAsync).Named("tags_list", "List tags");
        tags.MapPost("", CreateTag.HandleAsync).Named("tags_create", "Create a tag").WithRootCauses();
        tags.MapGet("/{tagName}", GetTag.HandleAsync).Named("tags_get", "Get a tag");
        tags.MapDelete("/{tagName}", DeleteTag.HandleAsync).Named("tags_delete", "Delete a tag, and take it off everything");
        tags.MapPost("/{tagName}/resources", TagResources.TagAsync).Named("tags_assign_resources", "Tag resources");
        tags.MapDelete("/{tagName}/resources", TagResources.UntagAsync).Named("tags_unassign_resources", "Take a tag off resources");
    }
}
