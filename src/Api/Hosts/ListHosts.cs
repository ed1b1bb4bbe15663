using CloudControl.Api.Http;
using CloudControl.Infrastructure.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.Hosts;

/// <summary>GET /v2/hosts: what the database knows of every host. It is never asked of the hosts themselves.</summary>
public static class ListHosts
{
    /// <summary>One page of them.</summary>
    public sealed record Response(IReadOnlyList<HostView> Hosts, ListLinks Links, ListMeta Meta);

    public static async Task<Ok<Response>> HandleAsync(
        PageRequest page, HttpRequest request, CloudControlDb db, TimeProvider clock, CancellationToken ct)
    {
        var hosts = await page.ReadAsync(db.Hosts.AsNoTracking().OrderBy(h => h.Name), ct);
        return TypedResults.Ok(new Response([.. hosts.Rows.Select(h => HostView.Of(h, clock.GetUtcNow()))], ListLinks.Of(request, hosts), new ListMeta(hosts.Total)));
    }
}
