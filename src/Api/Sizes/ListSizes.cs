using CloudControl.Api.Catalogue;
using CloudControl.Api.Http;
using CloudControl.Infrastructure.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.Sizes;

/// <summary>GET /v2/sizes: what can be ordered, the cheapest first.</summary>
public static class ListSizes
{
    public sealed record Response(IReadOnlyList<SizeView> Sizes, ListLinks Links, ListMeta Meta);

    public static async Task<Ok<Response>> HandleAsync(
        PageRequest page, HttpRequest request, CloudControlDb db, Catalogues catalogues, CancellationToken ct)
    {
        var catalogue = await catalogues.GetAsync(db, ct);
        var sizes = await page.ReadAsync(db.Sizes.AsNoTracking().OrderBy(s => s.PriceMonthly).ThenBy(s => s.Slug), ct);
        return TypedResults.Ok(new Response(
            [.. sizes.Rows.Select(s => SizeView.Of(s, catalogue))], ListLinks.Of(request, sizes), new ListMeta(sizes.Total)));
    }
}
