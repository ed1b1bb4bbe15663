using CloudControl.Api.Catalogue;
using CloudControl.Infrastructure.Persistence;

namespace CloudControl.Api.LegacyV1;

/// <summary>/regions and /sizes.</summary>
internal static class LegacyCatalogue
{
    public static async Task<IResult> RegionsAsync(CloudControlDb db, Catalogues catalogues, CancellationToken ct)
    {
        var catalogue = await catalogues.GetAsync(db, ct);
        var regions = catalogue.Regions.Values.Where(r => r.Available && LegacyIds.OfRegion(r.Slug) is not null);
        return Results.Ok(new { Status = "OK", Regions = regions.Select(r => new { Id = LegacyIds.OfRegion(r.Slug), r.Name, r.Slug }) });
    }

    public static async Task<IResult> SizesAsync(CloudControlDb db, Catalogues catalogues, CancellationToken ct)
    {
        var catalogue = await catalogues.GetAsync(db, ct);
        var sizes = catalogue.Sizes.Values.Where(s => s.Available && LegacyIds.OfSize(s.Slug) is not null);
        return Results.Ok(new
        {
            Status = "OK",
            Sizes = sizes.Select(s => new
            {
                Id = LegacyIds.OfSize(s.Slug),
                Name = NameOf(s.Slug),
                s.Slug,
                Memory = s.MemoryMib,
                Cpu = s.Vcpus,
                Disk = s.DiskGib,
                CostPerHour = s.PriceHourly,
                CostPerMonth = s.PriceMonthly,
            }),
        });
    }

    /// <summary>The sizes of then were named "512MB" and "1GB".</summary>
    private static string NameOf(string slug) => slug.StartsWith("s-", StringComparison.Ordinal) ? slug : slug.ToUpperInvariant();
}
