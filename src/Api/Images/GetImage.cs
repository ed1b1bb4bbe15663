using CloudControl.Api.Catalogue;
using CloudControl.Api.Http;
using CloudControl.Domain.Images;
using CloudControl.Infrastructure.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CloudControl.Api.Images;

/// <summary>GET /v2/images/{id or slug}.</summary>
public static class GetImage
{
    public sealed record Response(ImageView Image);

    public static async Task<Results<Ok<Response>, ErrorResult>> HandleAsync(
        string imageId, Caller caller, CloudControlDb db, Catalogues catalogues, CancellationToken ct) =>
        await db.Images.VisibleTo(caller.AccountId).FindAsync(imageId, ct) is { } image
            ? TypedResults.Ok(new Response(ImageView.Of(image, await catalogues.GetAsync(db, ct))))
            : new ErrorResult(new ImageNotFound());
}
