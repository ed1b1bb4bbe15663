using CloudControl.Api.Catalogue;
using CloudControl.Api.Http;
using CloudControl.Infrastructure.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.Regions;

/// <summary>GET /v2/regions: where droplets can be.</summary>
public static class ListRegions
{
    public sealed record Response(IReadOnlyList<RegionView> Regions, ListLinks Links, ListMeta Meta);

    public static async Task<Ok<Response>> HandleAsync(
        PageRequest page, HttpRequest request, CloudControlDb db, Catalogues catalogues, CancellationToken ct)
    {
        var catalogue = await catalogues.GetAsync(db, ct);
        var regions = await page.ReadAsync(db.Regions.AsNoTracking().OrderBy(r => r.Slug), ct);
        return TypedResults.Ok(new Response(
            [.. regions.Rows.Select(r => RegionView.Of(r, catalogue))], ListLinks.Of(request, regions), new ListMeta(regions.Total)));
    }
}
