using System.Globalization;
using CloudControl.Api.Actions;
using CloudControl.Api.Catalogue;
using CloudControl.Api.Http;
using CloudControl.Api.ImageActions;
using CloudControl.Api.Images;
using CloudControl.Domain.Actions;
using CloudControl.Domain.Images;
using CloudControl.Infrastructure.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.LegacyV1;

/// <summary>/images, /images/{id or slug}, its destroy and its transfer.</summary>
internal static class LegacyImages
{
    public static async Task<IResult> ListAsync(string? filter, Caller caller, CloudControlDb db, CancellationToken ct)
    {
        var visible = db.Images.UsableBy(caller.AccountId);
        var wanted = filter switch
        {
            "my_images" => visible.Where(i => i.AccountId == caller.AccountId),
            "global" => visible.Where(i => i.AccountId == null),
            _ => visible,
        };
        var images = await wanted.OrderBy(i => i.Id).Take(LegacyRoutes.MaximumListed).ToListAsync(ct);
        return Results.Ok(new { Status = "OK", Images = images.Select(View.Of) });
    }

    public static async Task<IResult> GetAsync(string imageId, Caller caller, CloudControlDb db, CancellationToken ct) =>
        await db.Images.UsableBy(caller.AccountId).FindAsync(LegacyIds.ImageOf(imageId)!, ct) is { } image
            ? Results.Ok(new { Status = "OK", Image = View.Of(image) })
            : LegacyAnswers.Of(new ImageNotFound());

    public static async Task<IResult> DestroyAsync(string imageId, Caller caller, CloudControlDb db, TimeProvider clock, CancellationToken ct) =>
        await DeleteImage.DeleteAsync(LegacyIds.ImageOf(imageId)!, caller.AccountId, db, clock, ct) is { } error
            ? LegacyAnswers.Of(error)
            : Results.Ok(new { Status = "OK" });

    public static async Task<IResult> TransferAsync(
        string imageId, HttpRequest http, Caller caller, CloudControlDb db, IdBlocks ids, Catalogues catalogues, TimeProvider clock,
        CancellationToken ct)
    {
        if (!long.TryParse(LegacyIds.ImageOf(imageId), NumberStyles.None, CultureInfo.InvariantCulture, out var id))
        {
            return LegacyAnswers.Of(new ImageNotFound());
        }

        var request = new PostImageAction.Request(ActionTypes.Transfer, LegacyIds.RegionOf(http.Query["region_id"]));
        var answer = await PostImageAction.HandleAsync(id, request, caller, db, ids, catalogues, clock, ct);
        return answer.Result switch
        {
            Created<ActionResponse> { Value: { } begun } => Results.Ok(new { Status = "OK", EventId = begun.Action.Id }),
            ErrorResult refused => LegacyAnswers.Of(refused.Error),
            var other => throw new InvalidOperationException($"a transfer was answered with {other.GetType().Name}"),
        };
    }

    private sealed record View(long Id, string Name, string Distribution, string? Slug, bool Public)
    {
        public static View Of(Image image) =>
            new(LegacyIds.OfImage(image.Id.Value), image.Name, image.Distribution, image.Slug, image.IsPublic);
    }
}
