using CloudControl.Api.Firewalls;
using CloudControl.Api.Http;
using CloudControl.Domain.Droplets;
using CloudControl.Infrastructure.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.Droplets;

/// <summary>
/// GET /v2/droplets/{id}/firewalls: of these a droplet has none, which clients are told with an empty list and not with an error.
/// </summary>
public static class ListNoneOfADroplet
{
    public static async Task<Results<Ok<FirewallRoutes.Response>, ErrorResult>> FirewallsAsync(
        long dropletId, PageRequest page, Caller caller, HttpRequest request, CloudControlDb db, CancellationToken ct)
    {
        if (await db.Droplets.Of(caller.AccountId).AsNoTracking().FindAsync(dropletId, ct) is null)
        {
            return new ErrorResult(new DropletNotFound());
        }

        var none = new PageOf<object>(page, [], Total: 0);
        return TypedResults.Ok(new FirewallRoutes.Response([], ListLinks.Of(request, none), new ListMeta(none.Total)));
    }
}
