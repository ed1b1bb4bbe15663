namespace CloudControl.Api.Http;

/// <summary>
/// Where routes name their scopes. A group names its resource, and each of its routes then asks for the resource and what its method
/// does; a route for which that is not true names its scopes itself. The contract decides which they are, and a test compares.
/// </summary>
public static class ScopedRoutes
{
    /// <summary>GET asks for <c>resource:read</c>, POST for <c>:create</c>, PUT and PATCH for <c>:update</c>, DELETE for <c>:delete</c>.</summary>
    public static RouteGroupBuilder ScopedTo(this RouteGroupBuilder group, string resource)
    {
        ((IEndpointConventionBuilder)group).Finally(endpoint =>
        {
            if (!endpoint.Metadata.OfType<RequiredScopes>().Any())
            {
                endpoint.Metadata.Add(new RequiredScopes([$"{resource}:{DeedOf(endpoint)}"]));
            }
        });
        return group;
    }

    /// <summary>The scopes of one route, all of which a token must have.</summary>
    public static RouteHandlerBuilder Needs(this RouteHandlerBuilder route, params string[] scopes) => route.WithMetadata(new RequiredScopes(scopes));

    private static string DeedOf(EndpointBuilder endpoint) => endpoint.Metadata.OfType<IHttpMethodMetadata>().Single().HttpMethods.Single() switch
    {
        "GET" => "read",
        "POST" => "create",
        "PUT" or "PATCH" => "update",
        "DELETE" => "delete",
        var method => throw new InvalidOperationException($"{endpoint.DisplayName}: what does {method} do?"),
    };
}

/// <summary>The scopes a token needs for a route, all of them; <see cref="AccessGate"/> reads it.</summary>
public sealed record RequiredScopes(IReadOnlyList<string> All)
{
    /// <summary>Whether the route changes something, whatever its method: v1 does everything with GET.</summary>
    public bool Change => All.Any(scope => !scope.EndsWith(":read", StringComparison.Ordinal));
}
