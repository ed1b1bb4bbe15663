using CloudControl.Api.Catalogue;
using CloudControl.Api.Http;
using CloudControl.Api.Images;
using CloudControl.Domain.Droplets;
using CloudControl.Domain.Images;
using CloudControl.Infrastructure.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.Droplets;

/// <summary>GET /v2/droplets/{id}/snapshots and /backups: the images of a droplet's disk, newest first.</summary>
public static class ListDropletImages
{
    public sealed record SnapshotsResponse(IReadOnlyList<DropletImageView> Snapshots, ListLinks Links, ListMeta Meta);

    public sealed record BackupsResponse(IReadOnlyList<DropletImageView> Backups, ListLinks Links, ListMeta Meta);

    public static Task<Results<Ok<SnapshotsResponse>, ErrorResult>> SnapshotsAsync(
        long dropletId, PageRequest page, Caller caller, HttpRequest request, CloudControlDb db, Catalogues catalogues, CancellationToken ct) =>
        ListAsync(
            dropletId, ImageKind.Snapshot, page, caller, request, db, catalogues,
            (views, links, meta) => new SnapshotsResponse(views, links, meta), ct);

    public static Task<Results<Ok<BackupsResponse>, ErrorResult>> BackupsAsync(
        long dropletId, PageRequest page, Caller caller, HttpRequest request, CloudControlDb db, Catalogues catalogues, CancellationToken ct) =>
        ListAsync(
            dropletId, ImageKind.Backup, page, caller, request, db, catalogues,
            (views, links, meta) => new BackupsResponse(views, links, meta), ct);

    private static async Task<Results<Ok<TResponse>, ErrorResult>> ListAsync<TResponse>(
        long dropletId, ImageKind kind, PageRequest page, Caller caller, HttpRequest request, CloudControlDb db, Catalogues catalogues,
        Func<IReadOnlyList<DropletImageView>, ListLinks, ListMeta, TResponse> answer, CancellationToken ct)
    {
        if (await db.Droplets.Of(caller.AccountId).AsNoTracking().FindAsync(dropletId, ct) is not { } droplet)
        {
            return new ErrorResult(new DropletNotFound());
        }

        var catalogue = await catalogues.GetAsync(db, ct);
        var wanted = db.Images.UsableBy(caller.AccountId).Where(i => i.DropletId == droplet.Id && i.Kind == kind);
        var images = await page.ReadAsync(wanted.OrderByDescending(i => i.Id), ct);
        return TypedResults.Ok(answer(
            [.. images.Rows.Select(i => DropletImageView.Of(i, catalogue))], ListLinks.Of(request, images), new ListMeta(images.Total)));
    }
}

/// <summary>An image as one of a droplet's snapshots or backups on the wire.</summary>
public sealed record DropletImageView(
    long Id, string Name, string Type, string Distribution, bool Public, DateTimeOffset CreatedAt, IReadOnlyList<string> Regions,
    int MinDiskSize, decimal SizeGigabytes)
{
    public static DropletImageView Of(Image image, CatalogueSnapshot catalogue) => new(
        image.Id.Value, image.Name, ImageView.TypeOf(image), image.Distribution, image.IsPublic, image.CreatedAt,
        ImageView.RegionsOf(image, catalogue), image.MinDiskGib, ImageView.GigabytesOf(image));
}
