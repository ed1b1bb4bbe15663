using CloudControl.Api.Http;

namespace CloudControl.Api.Hosts;

/// <summary>Storage hosts, for operators: ours, beside the contract.</summary>
public static class HostRoutes
{
    public static void MapHosts(this IEndpointRouteBuilder v2)
    {
        var hosts = v2.MapGroup("/hosts").WithTags("Hosts").OperatorsOnly();
        hosts.MapGet("", ListHosts.HandleAsync).Named("hosts_list", "List all hosts (operators only)");
        hosts.MapGet("/{name}", GetHost.HandleAsync).Named("hosts_get", "Get a host (operators only)");
        hosts.MapGet("/{name}/extents", GetHostExtents.HandleAsync)
            .Named("hosts_extents", "Get the map of a host's physical extents (operators only)");
    }
}
