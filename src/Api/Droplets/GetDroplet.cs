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
        if (await FindAsync(db, caller.AccountId, new DropletId(dropletId), ct) is not { } found)
        {
            return new ErrorResult(new DropletNotFound());
        }

        var catalogue = await catalogues.GetAsync(db, ct);
        return TypedResults.Ok(new Response(DropletView.Of(found, catalogue)));
    }

    /// <summary>All of it with one statement, compiled: it is what clients ask for again and again while they wait for something.</summary>
    private static readonly Func<CloudControlDb, AccountId, DropletId, CancellationToken, Task<ShownDroplet?>> FindAsync = EF.CompileAsyncQuery(
        (CloudControlDb db, AccountId account, DropletId id, CancellationToken ct) => db.Droplets
            .Where(d => d.AccountId == account && d.DestroyedAt == null && d.Id == id)
            .Join(db.DropletBelongings, d => d.Id, b => b.DropletId, (d, b) => new { Droplet = d, Belongings = b })
            .Join(db.Images, d => d.Droplet.ImageId, i => i.Id, (d, i) => new ShownDroplet(d.Droplet, i, d.Belongings))
            .AsNoTracking()
            .SingleOrDefault());
}
