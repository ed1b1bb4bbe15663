using CloudControl.Domain.Regions;
using CloudControl.Domain.Sizes;
using CloudControl.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.Catalogue;

/// <summary>Regions and sizes by slug: what nearly every answer shows and hardly ever changes.</summary>
public sealed record CatalogueSnapshot(IReadOnlyDictionary<string, Region> Regions, IReadOnlyDictionary<string, DropletSize> Sizes)
{
    public IEnumerable<string> AvailableRegions => Regions.Values.Where(r => r.Available).Select(r => r.Slug);

    public IEnumerable<string> AvailableSizes => Sizes.Values.Where(s => s.Available).Select(s => s.Slug);
}

/// <summary>Reads the catalogue, at most once in <see cref="Lifetime"/>; a change shows everywhere after that.</summary>
public sealed class Catalogues(TimeProvider clock)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(5);

    private Cached? cached;

    public async ValueTask<CatalogueSnapshot> GetAsync(CloudControlDb db, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (Volatile.Read(ref this.cached) is { } cached && cached.ReadAt + Lifetime > now && cached.ReadAt <= now)
        {
            return cached.Snapshot;
        }

        var regions = await db.Regions.AsNoTracking().OrderBy(r => r.Slug).ToListAsync(ct);
        var sizes = await db.Sizes.AsNoTracking().OrderBy(s => s.PriceMonthly).ThenBy(s => s.Slug).ToListAsync(ct);
        var catalogue = new CatalogueSnapshot(regions.ToDictionary(r => r.Slug), sizes.ToDictionary(s => s.Slug));
        Volatile.Write(ref this.cached, new Cached(catalogue, now));
        return catalogue;
    }

    private sealed record Cached(CatalogueSnapshot Snapshot, DateTimeOffset ReadAt);
}
