using CloudControl.Api.Actions;
using CloudControl.Api.Catalogue;
using CloudControl.Api.Http;
using CloudControl.Api.Images;
using CloudControl.Domain.Actions;
using CloudControl.Domain.Images;
using CloudControl.Infrastructure.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.ImageActions;

/// <summary>GET /v2/images/{id}/actions/{action id}.</summary>
public static class GetImageAction
{
    public static async Task<Results<Ok<ActionResponse>, ErrorResult>> HandleAsync(
        long imageId, long actionId, Caller caller, CloudControlDb db, Catalogues catalogues, CancellationToken ct)
    {
        if (await db.Images.VisibleTo(caller.AccountId).FindAsync(new ImageId(imageId).ToString(), ct) is null)
        {
            return new ErrorResult(new ImageNotFound());
        }

        var id = new ActionId(actionId);
        var found = await db.Watched(db.Actions.OfImage(imageId, caller).Where(a => a.Id == id)).SingleOrDefaultAsync(ct);
        return found is not null
            ? TypedResults.Ok(new ActionResponse(ActionView.Of(found, caller, await catalogues.GetAsync(db, ct))))
            : new ErrorResult(new ActionNotFound());
    }
}
