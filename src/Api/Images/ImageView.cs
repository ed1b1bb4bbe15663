using CloudControl.Api.Catalogue;
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
        image.Id.Value, image.Name, image.Source == ImageSource.Tree ? "base" : "custom", image.Distribution, image.Slug, image.IsPublic,
        image.DeletedAt is null ? [.. catalogue.AvailableRegions] : [], image.CreatedAt, image.MinDiskGib,
        decimal.Round(image.SizeBytes / BytesPerGigabyte, 2), image.Description, [], image.DeletedAt is null ? "available" : "deleted", "");
}
