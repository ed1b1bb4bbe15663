using CloudControl.Api.Catalogue;
using CloudControl.Api.Http;
using CloudControl.Infrastructure.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.Volumes;

/// <summary>GET /v2/volumes: the caller's block volumes, newest first; <c>name</c> and <c>region</c> narrow the list.</summary>
public static class ListVolumes
{
    public sealed record Response(IReadOnlyList<VolumeView> Volumes, ListLinks Links, ListMeta Meta);

    public static async Task<Ok<Response>> HandleAsync(
        string? name, string? region, PageRequest page, Caller caller, HttpRequest request, CloudControlDb db, Catalogues catalogues,
        CancellationToken ct)
    {
        var own = db.BlockVolumes.Of(caller.AccountId).Narrowed(name, region).AsNoTracking();
        var volumes = await page.ReadAsync(own.OrderByDescending(v => v.CreatedAt).ThenByDescending(v => v.Id), ct);
        var catalogue = await catalogues.GetAsync(db, ct);
        return TypedResults.Ok(new Response(
            [.. volumes.Rows.Select(v => VolumeView.Of(v, catalogue))], ListLinks.Of(request, volumes), new ListMeta(volumes.Total)));
    }
}
