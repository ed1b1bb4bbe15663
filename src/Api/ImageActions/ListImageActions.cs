using CloudControl.Api.Actions;
using CloudControl.Api.Catalogue;
using CloudControl.Api.Http;
using CloudControl.Api.Images;
using CloudControl.Domain.Actions;
using CloudControl.Domain.Images;
using CloudControl.Infrastructure.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CloudControl.Api.ImageActions;

/// <summary>GET /v2/images/{id}/actions: what the account did to one image, newest first.</summary>
public static class ListImageActions
{
    public static async Task<Results<Ok<ActionsResponse>, ErrorResult>> HandleAsync(
        long imageId, PageRequest page, Caller caller, HttpRequest request, CloudControlDb db, Catalogues catalogues, CancellationToken ct)
    {
        if (await db.Images.VisibleTo(caller.AccountId).FindAsync(new ImageId(imageId).ToString(), ct) is null)
        {
            return new ErrorResult(new ImageNotFound());
        }

        var catalogue = await catalogues.GetAsync(db, ct);
        var actions = await page.ReadAsync(db.Actions.OfImage(imageId, caller).OrderByDescending(a => a.Id), db.Watched, ct);
        return TypedResults.Ok(new ActionsResponse(
            [.. actions.Rows.Select(a => ActionView.Of(a, caller, catalogue))], ListLinks.Of(request, actions), new ListMeta(actions.Total)));
    }

    /// <summary>A public image is everybody's to see, what each did with it is not.</summary>
    internal static IQueryable<ResourceAction> OfImage(this IQueryable<ResourceAction> actions, long imageId, Caller caller) =>
        actions.Where(a => a.AccountId == caller.AccountId && a.ResourceType == ResourceTypes.Image && a.ResourceId == imageId);
}
