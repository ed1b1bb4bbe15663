using CloudControl.Api.Http;
using CloudControl.Api.ReservedIpActions;

namespace CloudControl.Api.ReservedIps;

/// <summary>
/// Reserved IPs. They were called floating IPs until 2022: python-digitalocean, Ansible's older modules and Terraform's
/// <c>digitalocean_floating_ip</c> still do, and find the same addresses there.
/// </summary>
public static class ReservedIpRoutes
{
    public static void MapReservedIps(this IEndpointRouteBuilder v2)
    {
        var ips = v2.MapGroup("/reserved_ips").WithTags("Reserved IPs").ScopedTo("reserved_ip");
        ips.MapGet("", ListReservedIps.HandleAsync).Named("reservedIPs_list", "List reserved IPs");
        ips.MapPost("", CreateReservedIp.HandleAsync).Named("reservedIPs_create", "Reserve an IP for a region or a droplet");
        ips.MapGet("/{reservedIp}", GetReservedIp.HandleAsync).Named("reservedIPs_get", "Get a reserved IP");
        ips.MapDelete("/{reservedIp}", ReleaseReservedIp.HandleAsync).Named("reservedIPs_delete", "Release a reserved IP");
        MapActions(v2.MapGroup("/reserved_ips/{reservedIp}/actions").WithTags("Reserved IP Actions").ScopedTo("reserved_ip"), "reservedIPsActions");
    }

    public static void MapFloatingIps(this IEndpointRouteBuilder v2)
    {
        var ips = v2.MapGroup("/floating_ips").WithTags("Floating IPs").ScopedTo("reserved_ip");
        ips.MapGet("", ListReservedIps.FloatingAsync).Named("floatingIPs_list", "List reserved IPs under their older name");
        ips.MapPost("", CreateReservedIp.FloatingAsync).Named("floatingIPs_create", "Reserve an IP for a region or a droplet");
        ips.MapGet("/{reservedIp}", GetReservedIp.FloatingAsync).Named("floatingIPs_get", "Get a reserved IP");
        ips.MapDelete("/{reservedIp}", ReleaseReservedIp.HandleAsync).Named("floatingIPs_delete", "Release a reserved IP");
        MapActions(v2.MapGroup("/floating_ips/{reservedIp}/actions").WithTags("Floating IP Actions").ScopedTo("reserved_ip"), "floatingIPsAction");
    }

    private static void MapActions(RouteGroupBuilder actions, string operations)
    {
        actions.MapGet("", ListReservedIpActions.HandleAsync).Named($"{operations}_list", "List a reserved IP's actions");
        actions.MapPost("", PostReservedIpAction.HandleAsync).Named($"{operations}_post", "Assign or unassign a reserved IP")
            .Needs("reserved_ip:update");
        actions.MapGet("/{actionId:long}", GetReservedIpAction.HandleAsync).Named($"{operations}_get", "Get an action of a reserved IP");
    }
}
