using CloudControl.Api.Catalogue;
using CloudControl.Api.Http;
using CloudControl.Domain.Actions;
using CloudControl.Infrastructure.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.Actions;

/// <summary>GET /v2/actions/{id}: also when what it was about is gone, so that a destroy can be watched to its end.</summary>
public static class GetAction
{
    public static async Task<Results<Ok<ActionResponse>, ErrorResult>> HandleAsync(
        long actionId, Caller caller, CloudControlDb db, Catalogues catalogues, CancellationToken ct)
    {
        var id = new ActionId(actionId);
        var found = await db.Watched(db.Actions.Where(a => a.Id == id && a.AccountId == caller.AccountId)).SingleOrDefaultAsync(ct);
        return found is not null
            ? TypedResults.Ok(new ActionResponse(ActionView.Of(found, caller, await catalogues.GetAsync(db, ct))))
            : new ErrorResult(new ActionNotFound());
    }
}
