using CloudControl.Api.Catalogue;
using CloudControl.Domain.Regions;

namespace CloudControl.Api.Regions;

/// <summary>A region on the wire, within everything that is in one.</summary>
public sealed record RegionView(string Name, string Slug, IReadOnlyList<string> Features, bool Available, IReadOnlyList<string> Sizes)
{
    public static RegionView Of(Region region, CatalogueSnapshot catalogue) => new(
        region.Name, region.Slug, region.Features, region.Available, region.Available ? [.. catalogue.AvailableSizes] : []);
}
