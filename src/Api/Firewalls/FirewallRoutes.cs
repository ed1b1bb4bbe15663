using CloudControl.Api.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CloudControl.Api.Firewalls;

/// <summary>
/// GET /v2/firewalls is not in the contract, but Ansible's droplet module always asks for it and needs a list. There are no firewalls.
/// </summary>
public static class FirewallRoutes
{
    public sealed record Response(IReadOnlyList<object> Firewalls, ListLinks Links, ListMeta Meta);

    public static void MapFirewalls(this IEndpointRouteBuilder v2)
    {
        var firewalls = v2.MapGroup("/firewalls").WithTags("Firewalls").ScopedTo("firewall");
        firewalls.MapGet("", ListNone).Named("firewalls_list", "List firewalls: there are none");
    }

    private static Ok<Response> ListNone() => TypedResults.Ok(new Response([], new ListLinks(Pages: null), new ListMeta(0)));
}
