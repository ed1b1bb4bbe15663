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

/// <summary>GET /v2/droplets/{id}/actions: what happened to one droplet, newest first.</summary>
public static class ListDropletActions
{
    public static async Task<Results<Ok<ActionsResponse>, ErrorResult>> HandleAsync(
        long dropletId, PageRequest page, Caller caller, HttpRequest request, CloudControlDb db, Catalogues catalogues, CancellationToken ct)
    {
        if (await db.Droplets.Of(caller.AccountId).AsNoTracking().FindAsync(dropletId, ct) is null)
        {
            return new ErrorResult(new DropletNotFound());
        }

        var catalogue = await catalogues.GetAsync(db, ct);
        var all = db.Actions.Where(a => a.ResourceType == ResourceTypes.Droplet && a.ResourceId == dropletId);
        var actions = await page.ReadAsync(all.OrderByDescending(a => a.Id), db.Watched, ct);
        return TypedResults.Ok(new ActionsResponse(
            [.. actions.Rows.Select(a => ActionView.Of(a, caller, catalogue))], ListLinks.Of(request, actions), new ListMeta(actions.Total)));
    }
}
