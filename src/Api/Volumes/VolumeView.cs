using CloudControl.Api.Catalogue;
using CloudControl.Api.Regions;
using CloudControl.Domain.BlockVolumes;

namespace CloudControl.Api.Volumes;

/// <summary>A block volume on the wire; <c>droplet_ids</c> is empty or one, <c>deletion_protection</c> is ours.</summary>
public sealed record VolumeView(
    Guid Id, RegionView Region, IReadOnlyList<long> DropletIds, string Name, string Description, int SizeGigabytes, DateTimeOffset CreatedAt,
    string FilesystemType, string FilesystemLabel, IReadOnlyList<string> Tags, bool DeletionProtection)
{
    public static VolumeView Of(BlockVolume volume, CatalogueSnapshot catalogue) => new(
        volume.Id.Value, RegionView.Of(catalogue.Regions[volume.RegionSlug], catalogue), volume.DropletId is { } droplet ? [droplet.Value] : [],
        volume.Name, volume.Description, volume.SizeGib, volume.CreatedAt, volume.FilesystemType, volume.FilesystemLabel, volume.Tags, volume.DeletionProtected);
}

/// <summary>One block volume as every operation on it answers.</summary>
public sealed record VolumeResponse(VolumeView Volume);
