using CloudControl.Domain.Accounts;
using CloudControl.Domain.BlockVolumes;
using CloudControl.Domain.Storage;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.Volumes;

/// <summary>The caller's block volumes. One that is deleted is nobody's.</summary>
public static class OwnVolumes
{
    public static IQueryable<BlockVolume> Of(this DbSet<BlockVolume> volumes, AccountId account) =>
        volumes.Where(v => v.AccountId == account && v.DeletedAt == null);

    public static Task<BlockVolume?> FindAsync(this IQueryable<BlockVolume> volumes, Guid volumeId, CancellationToken ct)
    {
        var id = new VolumeId(volumeId);
        return volumes.SingleOrDefaultAsync(v => v.Id == id, ct);
    }

    /// <summary>Those with a name, in a region. Neither is a filter when it is empty.</summary>
    public static IQueryable<BlockVolume> Narrowed(this IQueryable<BlockVolume> volumes, string? name, string? region)
    {
        volumes = string.IsNullOrEmpty(name) ? volumes : volumes.Where(v => v.Name == name);
        return string.IsNullOrEmpty(region) ? volumes : volumes.Where(v => v.RegionSlug == region);
    }
}
