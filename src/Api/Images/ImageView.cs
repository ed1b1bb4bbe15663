using CloudControl.Api.Catalogue;
using CloudControl.Domain.Accounts;
using CloudControl.Domain.Images;

namespace CloudControl.Api.Images;

/// <summary>An image on the wire.</summary>
public sealed record ImageView(
    long Id, string Name, string Type, string Distribution, string? Slug, bool Public, IReadOnlyList<string> Regions,
    DateTimeOffset CreatedAt, int MinDiskSize, decimal SizeGigabytes, string Description, IReadOnlyList<string> Tags, string Status,
    string ErrorMessage)
{
    private const decimal BytesPerGigabyte = 1_000_000_000m;

    public static ImageView Of(Image image, CatalogueSnapshot catalogue) => new(
        image.Id.Value, image.Name, TypeOf(image), image.Distribution, image.Slug, image.IsPublic, RegionsOf(image, catalogue), image.CreatedAt,
        image.MinDiskGib, GigabytesOf(image), image.Description, image.Tags, StatusOf(image), image.ErrorMessage ?? "");

    /// <summary>
    /// The image as a droplet made from it shows it to the droplet's owner. One that was given to another account is like a deleted one to the
    /// sender: what its new owner calls it and does with it stays the new owner's.
    /// </summary>
    public static ImageView SeenBy(AccountId account, Image image, CatalogueSnapshot catalogue) =>
        image.IsPublic || image.AccountId == account
            ? Of(image, catalogue)
            : Of(image, catalogue) with
            {
                Name = "",
                Distribution = Domain.Images.Distribution.Unknown,
                Description = "",
                Tags = [],
                Regions = [],
                Status = "deleted",
                ErrorMessage = "",
            };

    /// <summary>The contract's word for what an image is to its owner.</summary>
    public static string TypeOf(Image image) => image.Kind switch
    {
        ImageKind.Base => "base",
        ImageKind.Snapshot => "snapshot",
        ImageKind.Backup => "backup",
        ImageKind.Custom => "custom",
        _ => throw new InvalidOperationException($"no word on the wire for images that are {image.Kind}"),
    };

    /// <summary>The contract's word for whether it can be used: one that could not be fetched is <c>deleted</c>, and says why.</summary>
    public static string StatusOf(Image image) => image switch
    {
        { DeletedAt: not null } or { State: ImageState.Refused } => "deleted",
        { State: ImageState.New } => "NEW",
        { State: ImageState.Importing or ImageState.Pending } => "pending",
        _ => "available",
    };

    /// <summary>Where a droplet can be made from it now.</summary>
    public static IReadOnlyList<string> RegionsOf(Image image, CatalogueSnapshot catalogue) =>
        image.DeletedAt is not null ? [] : image.IsPublic ? [.. catalogue.AvailableRegions] : image.Regions;

    /// <summary>What it holds, in decimal gigabytes, as it is billed elsewhere: rounded up, so that only what holds nothing is 0.</summary>
    public static decimal GigabytesOf(Image image) => decimal.Ceiling(image.SizeBytes / BytesPerGigabyte * 100) / 100;
}
