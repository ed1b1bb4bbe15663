using CloudControl.Api.Catalogue;
using CloudControl.Api.Http;
using CloudControl.Domain.Images;
using CloudControl.Infrastructure.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace CloudControl.Api.Images;

/// <summary>GET /v2/images: what droplets can be made from; <c>type</c>, <c>private</c> and <c>tag_name</c> narrow the list.</summary>
public static class ListImages
{
    public sealed record Response(IReadOnlyList<ImageView> Images, ListLinks Links, ListMeta Meta);

    public static async Task<Ok<Response>> HandleAsync(
        string? type, [FromQuery(Name = "private")] string? isPrivate, [FromQuery(Name = "tag_name")] string? tagName,
        PageRequest page, Caller caller, HttpRequest request, CloudControlDb db, Catalogues catalogues, CancellationToken ct)
    {
        var images = OfType(db.Images.VisibleTo(caller.AccountId), type);
        if (string.Equals(isPrivate, "true", StringComparison.OrdinalIgnoreCase))
        {
            images = images.Where(i => i.AccountId == caller.AccountId);
        }

        // An empty name means no filter (do-wrapper). Public images carry no tags: they would be everybody's.
        if (!string.IsNullOrEmpty(tagName))
        {
            images = images.Where(i => i.AccountId == caller.AccountId && i.Tags.Contains(tagName));
        }

        var catalogue = await catalogues.GetAsync(db, ct);
        var found = await page.ReadAsync(images.OrderBy(i => i.Id), ct);
        return TypedResults.Ok(new Response(
            [.. found.Rows.Select(i => ImageView.Of(i, catalogue))], ListLinks.Of(request, found), new ListMeta(found.Total)));
    }

    private static IQueryable<Image> OfType(IQueryable<Image> images, string? type) => type switch
    {
        null or "" => images,
        "distribution" => images.Where(i => i.Kind == ImageKind.Base),
        _ => images.Where(i => false),     // "application": there are no one-click images
    };
}
