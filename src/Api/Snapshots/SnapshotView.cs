using CloudControl.Domain.BlockVolumes;
using CloudControl.Domain.Images;

namespace CloudControl.Api.Snapshots;

/// <summary>
/// A snapshot on the wire, of a droplet or of a block volume. A droplet's is an image, and its id the image's number, here as a string.
/// <c>size_gigabytes</c> is what it holds, 0 while it is being taken; <c>min_disk_size</c> the smallest disk that takes it.
/// </summary>
public sealed record SnapshotView(
    string Id, string Name, DateTimeOffset CreatedAt, IReadOnlyList<string> Regions, int MinDiskSize, decimal SizeGigabytes,
    string ResourceId, string ResourceType, IReadOnlyList<string> Tags)
{
    public static SnapshotView Of(VolumeSnapshot snapshot) => new(
        snapshot.Id.Value.ToString(), snapshot.Name, snapshot.CreatedAt, [snapshot.RegionSlug], snapshot.SizeGib, Gigabytes(snapshot.WrittenBytes),
        snapshot.SourceVolumeId.Value.ToString(), SnapshotTypes.Volume, snapshot.Tags);

    public static SnapshotView Of(Image image) => new(
        image.Id.ToString(), image.Name, image.CreatedAt, image.Regions, image.MinDiskGib, Gigabytes(image.SizeBytes),
        image.DropletId?.ToString() ?? "", SnapshotTypes.Droplet, image.Tags);

    private static decimal Gigabytes(long bytes) => Math.Round((decimal)bytes / (1L << 30), 2);
}

/// <summary>What snapshots are of, as <c>resource_type</c> says it.</summary>
public static class SnapshotTypes
{
    public const string Droplet = "droplet";
    public const string Volume = "volume";
}

/// <summary>One snapshot as every operation on it answers.</summary>
public sealed record SnapshotResponse(SnapshotView Snapshot);

/// <summary>A page of snapshots.</summary>
public sealed record SnapshotsResponse(IReadOnlyList<SnapshotView> Snapshots, Http.ListLinks Links, Http.ListMeta Meta);
