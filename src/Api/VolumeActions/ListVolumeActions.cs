using CloudControl.Api.Actions;
using CloudControl.Api.Catalogue;
using CloudControl.Api.Http;
using CloudControl.Api.Volumes;
using CloudControl.Domain.BlockVolumes;
using CloudControl.Infrastructure.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.VolumeActions;

/// <summary>GET /v2/volumes/{id}/actions: what happened to one block volume, its create included, newest first.</summary>
public static class ListVolumeActions
{
    public static async Task<Results<Ok<ActionsResponse>, ErrorResult>> HandleAsync(
        Guid volumeId, PageRequest page, Caller caller, HttpRequest request, CloudControlDb db, Catalogues catalogues, CancellationToken ct)
    {
        if (await db.BlockVolumes.Of(caller.AccountId).AsNoTracking().FindAsync(volumeId, ct) is not { } volume)
        {
            return new ErrorResult(new BlockVolumeNotFound());
        }

        var catalogue = await catalogues.GetAsync(db, ct);
        var all = db.Actions.Where(a => a.VolumeId == volume.Id);
        var actions = await page.ReadAsync(all.OrderByDescending(a => a.Id), db.Watched, ct);
        return TypedResults.Ok(new ActionsResponse(
            [.. actions.Rows.Select(a => ActionView.Of(a, caller, catalogue))], ListLinks.Of(request, actions), new ListMeta(actions.Total)));
    }
}
