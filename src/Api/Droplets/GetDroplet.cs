using CloudControl.Api.Catalogue;
using CloudControl.Api.Http;
using CloudControl.Domain.Accounts;
using CloudControl.Domain.Droplets;
using CloudControl.Infrastructure.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.Droplets;

/// <summary>GET /v2/droplets/{id}.</summary>
public static class GetDroplet
{
    public sealed record Response(DropletView Droplet);

    public static async Task<Results<Ok<Response>, ErrorResult>> HandleAsync(
        long dropletId, Caller caller, CloudControlDb db, Catalogues catalogues, CancellationToken ct)
    {
        if (await FindAsync(db, caller.AccountId, new DropletId(dropletId), ct) is not { } droplet)
        {
            return new ErrorResult(new DropletNotFound());
        }

        var views = await DropletView.OfAsync([droplet], await catalogues.GetAsync(db, ct), db, ct);
        return TypedResults.Ok(new Response(views[0]));
    }

    private static readonly Func<CloudControlDb, AccountId, DropletId, CancellationToken, Task<Droplet?>> FindAsync = EF.CompileAsyncQuery(
        (CloudControlDb db, AccountId account, DropletId id, CancellationToken ct) => db.Droplets.AsNoTracking()
            .SingleOrDefault(d => d.AccountId == account && d.DestroyedAt == null && d.Id == id));
}
