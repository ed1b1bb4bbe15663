using CloudControl.Api.Catalogue;
using CloudControl.Api.Http;
using CloudControl.Infrastructure.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CloudControl.Api.Actions;

/// <summary>GET /v2/actions: everything that ever happened in the account, newest first.</summary>
public static class ListActions
{
    public static async Task<Ok<ActionsResponse>> HandleAsync(
        PageRequest page, Caller caller, HttpRequest request, CloudControlDb db, Catalogues catalogues, CancellationToken ct)
    {
        var catalogue = await catalogues.GetAsync(db, ct);
        var mine = db.Actions.Where(a => a.AccountId == caller.AccountId).OrderByDescending(a => a.Id);
        var actions = await page.ReadAsync(mine, db.Watched, ct);
        return TypedResults.Ok(new ActionsResponse(
            [.. actions.Rows.Select(a => ActionView.Of(a, caller, catalogue))], ListLinks.Of(request, actions), new ListMeta(actions.Total)));
    }
}
