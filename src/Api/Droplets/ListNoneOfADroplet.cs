using CloudControl.Api.Firewalls;
using CloudControl.Api.Http;
using CloudControl.Domain.Droplets;
using CloudControl.Infrastructure.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.Droplets;

/// <summary>
/// GET /v2/droplets/{id}/kernels and /firewalls: of these a droplet has none, which clients are told with an
/// empty list and not with an error.
/// </summary>
public static class ListNoneOfADroplet
{
    public sealed record KernelsResponse(IReadOnlyList<object> Kernels, ListLinks Links, ListMeta Meta);

    public static Task<Results<Ok<KernelsResponse>, ErrorResult>> KernelsAsync(
        long dropletId, PageRequest page, Caller caller, HttpRequest request, CloudControlDb db, CancellationToken ct) =>
        NoneAsync(dropletId, page, caller, request, db, (links, meta) => new KernelsResponse([], links, meta), ct);

    public static Task<Results<Ok<FirewallRoutes.Response>, ErrorResult>> FirewallsAsync(
        long dropletId, PageRequest page, Caller caller, HttpRequest request, CloudControlDb db, CancellationToken ct) =>
        NoneAsync(dropletId, page, caller, request, db, (links, meta) => new FirewallRoutes.Response([], links, meta), ct);

    private static async Task<Results<Ok<TResponse>, ErrorResult>> NoneAsync<TResponse>(
        long dropletId, PageRequest page, Caller caller, HttpRequest request, CloudControlDb db, Func<ListLinks, ListMeta, TResponse> empty,
        CancellationToken ct)
    {
        if (await db.Droplets.Of(caller.AccountId).AsNoTracking().FindAsync(dropletId, ct) is null)
        {
            return new ErrorResult(new DropletNotFound());
        }

        var none = new PageOf<object>(page, [], Total: 0);
        return TypedResults.Ok(empty(ListLinks.Of(request, none), new ListMeta(none.Total)));
    }
}
