using CloudControl.Api.Actions;
using CloudControl.Api.Catalogue;
using CloudControl.Api.Droplets;
using CloudControl.Api.Http;
using CloudControl.Domain.Actions;
using CloudControl.Domain.Droplets;
using CloudControl.Infrastructure.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.DropletActions;

/// <summary>GET /v2/droplets/{id}/actions/{action id}.</summary>
public static class GetDropletAction
{
    public static async Task<Results<Ok<ActionResponse>, ErrorResult>> HandleAsync(
        long dropletId, long actionId, Caller caller, CloudControlDb db, Catalogues catalogues, CancellationToken ct)
    {
        if (await db.Droplets.Of(caller.AccountId).AsNoTracking().FindAsync(dropletId, ct) is null)
        {
            return new ErrorResult(new DropletNotFound());
        }

        var id = new ActionId(actionId);
        var found = await db
            .Watched(db.Actions.Where(a => a.Id == id && a.ResourceType == ResourceTypes.Droplet && a.ResourceId == dropletId))
            .SingleOrDefaultAsync(ct);
        return found is not null
            ? TypedResults.Ok(new ActionResponse(ActionView.Of(found, caller, await catalogues.GetAsync(db, ct))))
            : new ErrorResult(new ActionNotFound());
    }
}
