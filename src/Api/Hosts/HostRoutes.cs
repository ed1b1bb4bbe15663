using CloudControl.Api.Http;

namespace CloudControl.Api.Hosts;

/// <summary>Storage hosts, for operators: ours, beside the contract.</summary>
public static class HostRoutes
{
    public static void MapHosts(this IEndpointRouteBuilder v2)
    {
        var hosts = v2.MapGroup("/hosts").WithTags("Hosts").OperatorsOnly().ScopedTo("host");
        hosts.MapGet("", ListHosts.HandleAsync).Named("hosts_list", "List all hosts (operators only)");
        hosts.MapPost("", AddHost.HandleAsync).Named("hosts_add", "Add a host, for a worker that accepts it (operators only)");
        hosts.MapGet("/{name}", GetHost.HandleAsync).Named("hosts_get", "Get a host (operators only)");
        hosts.MapPost("/{name}/drain", DrainHost.HandleAsync).Named("hosts_drain", "Let a host take no more orders (operators only)")
            .Needs("host:update");
        hosts.MapPost("/{name}/serve", ServeHost.HandleAsync).Named("hosts_serve", "Let a host take orders again (operators only)")
            .Needs("host:update");
        hosts.MapDelete("/{name}", RemoveHost.HandleAsync)
            .Named("hosts_remove", "Remove a host on which every extent is free and clean (operators only)");
        hosts.MapGet("/{name}/extents", GetHostExtents.HandleAsync)
            .Named("hosts_extents", "Get the map of a host's physical extents (operators only)");
    }
}
