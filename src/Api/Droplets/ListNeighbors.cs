using CloudControl.Api.Catalogue;
using CloudControl.Api.Http;
using CloudControl.Domain.Droplets;
using CloudControl.Infrastructure.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.Droplets;

/// <summary>
/// GET /v2/droplets/{id}/neighbors: the caller's other droplets on the same host, newest first. As in the contract it has no pages;
/// the account's droplet limit bounds it.
/// </summary>
public static class ListNeighbors
{
    public sealed record Response(IReadOnlyList<DropletView> Droplets);

    public static async Task<Results<Ok<Response>, ErrorResult>> HandleAsync(
        long dropletId, Caller caller, CloudControlDb db, Catalogues catalogues, CancellationToken ct)
    {
        var own = db.Droplets.Of(caller.AccountId).AsNoTracking();
        if (await own.FindAsync(dropletId, ct) is not { } droplet)
        {
            return new ErrorResult(new DropletNotFound());
        }

        var neighbors = await own.Where(d => d.HostName == droplet.HostName && d.Id != droplet.Id)
            .OrderByDescending(d => d.Id).Select(d => d.Id).ToListAsync(ct);
        return TypedResults.Ok(new Response(await DropletView.OfAsync(neighbors, await catalogues.GetAsync(db, ct), db, ct)));
    }
}
