using CloudControl.Api.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CloudControl.Api.Projects;

/// <summary>
/// GET /v2/projects is not in the contract, but Ansible's modules ask for it when they are told a project, and need a list. There are no
/// projects: nothing can be put into one.
/// </summary>
public static class ProjectRoutes
{
    public sealed record Response(IReadOnlyList<object> Projects, ListLinks Links, ListMeta Meta);

    public static void MapProjects(this IEndpointRouteBuilder v2)
    {
        var projects = v2.MapGroup("/projects").WithTags("Projects").ScopedTo("project");
        projects.MapGet("", ListNone).Named("projects_list", "List projects: there are none");
    }

    private static Ok<Response> ListNone() => TypedResults.Ok(new Response([], new ListLinks(Pages: null), new ListMeta(0)));
}
