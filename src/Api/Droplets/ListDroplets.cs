using CloudControl.Api.Catalogue;
using CloudControl.Api.Http;
using CloudControl.Infrastructure.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CloudControl.Api.Droplets;

/// <summary>GET /v2/droplets: the caller's droplets, newest first; <see cref="DropletFilter"/> narrows the list.</summary>
public static class ListDroplets
{
    public sealed record Response(IReadOnlyList<DropletView> Droplets, ListLinks Links, ListMeta Meta);

    public static async Task<Results<Ok<Response>, ErrorResult>> HandleAsync(
        DropletFilter filter, PageRequest page, Caller caller, HttpRequest request, CloudControlDb db, Catalogues catalogues, CancellationToken ct)
    {
        var catalogue = await catalogues.GetAsync(db, ct);
        if (filter.Refusal(catalogue) is { } refused)
        {
            return new ErrorResult(refused);
        }

        // Ids first: indexes have them, so that counting droplets and passing over those of other pages reads none of them.
        var droplets = await page.ReadAsync(filter.IdsOf(caller.AccountId, db), ct);
        var views = await DropletView.OfAsync(droplets.Rows, catalogue, db, ct);
        return TypedResults.Ok(new Response(views, ListLinks.Of(request, droplets), new ListMeta(droplets.Total)));
    }
}
