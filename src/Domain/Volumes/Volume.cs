using CloudControl.Domain.Accounts;
using CloudControl.Domain.Droplets;
using CloudControl.Domain.Hosts;
using CloudControl.Domain.Images;
using CloudControl.Domain.Storage;

namespace CloudControl.Domain.Volumes;

/// <summary>What the database knows of a volume. It follows the host: never ahead of it on the way out.</summary>
public enum VolumeState
{
    /// <summary>Its extents are held; it may or may not exist on the host yet.</summary>
    Ordered,

    /// <summary>It exists and its owner uses it.</summary>
    Ready,

    /// <summary>Taken from its owner; its extents are still held.</summary>
    Quarantined,

    /// <summary>Its extents were given back.</summary>
    Released,
}

/// <summary>
/// A sparse volume on a host: a droplet's own disk, an image's bytes, or those of the block volume or volume snapshot of the same id. A rebuild gives a droplet
/// a new one; this row outlives the bytes.
/// </summary>
public sealed class Volume
{
    private Volume()
    {
    }

    public VolumeId Id { get; private init; }

    public AccountId AccountId { get; private init; }

    /// <summary>The droplet whose own disk it is or was; null for every other volume.</summary>
    public DropletId? DropletId { get; private init; }

    /// <summary>The image whose bytes it holds; null for every other volume.</summary>
    public ImageId? ImageId { get; private init; }

    /// <summary>What it is copied from; null when it is not a copy. Until it is ready, the source must stay.</summary>
    public VolumeId? SourceVolumeId { get; private init; }

    public string HostName { get; private init; } = "";

    /// <summary>Virtual size: what it is laid with, and from then on what its host has. A growth that is ordered does not show before it was made.</summary>
    public long DiskBytes { get; private set; }

    public long ExtentBytes { get; private init; }

    public int ChunkBytes { get; private init; }

    /// <summary>What it holds of the host's account: the extents of its store, and those it is to grow by.</summary>
    public long ExtentCount { get; private set; }

    public VolumeState State { get; private set; } = VolumeState.Ordered;

    /// <summary>Chunks in its exception table when a worker last looked.</summary>
    public long ChunksWritten { get; private set; }

    public DateTimeOffset CreatedAt { get; private init; }

    public DateTimeOffset? ReleasedAt { get; private set; }

    public ByteSize Disk => new(DiskBytes);

    /// <summary>The store that covers <see cref="Disk"/>.</summary>
    public ByteSize CowStore => Storage.CowStore.CoveringSize(Disk, new ByteSize(ChunkBytes), new ByteSize(ExtentBytes));

    /// <summary>A droplet's own disk.</summary>
    /// <param name="id">The volume's name for ever.</param>
    /// <param name="account">Whose it is.</param>
    /// <param name="droplet">The droplet.</param>
    /// <param name="host">Where it will lie.</param>
    /// <param name="disk">Virtual size.</param>
    /// <param name="now">The time.</param>
    /// <param name="source">What it is copied from; null when its image is written.</param>
    public static Volume Order(
        VolumeId id, AccountId account, DropletId droplet, Host host, ByteSize disk, DateTimeOffset now, VolumeId? source = null) =>
        On(host, disk, id, account, droplet, image: null, source, now);

    /// <summary>
    /// An image's bytes, copied from <paramref name="source"/>: a droplet's disk, or the image's own volume in another place. Without a
    /// source they are fetched from its owner's URL.
    /// </summary>
    public static Volume OrderForImage(
        VolumeId id, AccountId account, ImageId image, Host host, ByteSize disk, VolumeId? source, DateTimeOffset now) =>
        On(host, disk, id, account, droplet: null, image, source, now);

    /// <summary>The bytes of the block volume, or the snapshot of one, of the same id.</summary>
    public static Volume OrderForBlockVolume(
        VolumeId id, AccountId account, Host host, ByteSize disk, DateTimeOffset now, VolumeId? source = null) =>
        On(host, disk, id, account, droplet: null, image: null, source, now);

    public void BecomeReady(long chunksWritten)
    {
        if (State is VolumeState.Ordered or VolumeState.Ready)
        {
            (State, ChunksWritten) = (VolumeState.Ready, chunksWritten);
        }
    }

    /// <summary>Another virtual size, on so many extents.</summary>
    public void Resize(ByteSize disk, long extentCount) => (DiskBytes, ExtentCount) = (disk.Bytes, extentCount);

    /// <summary>So many more extents are held, for a growth that is still to be made.</summary>
    public void Hold(long moreExtents) => ExtentCount += moreExtents;

    public void BecomeQuarantined()
    {
        if (State != VolumeState.Released)
        {
            State = VolumeState.Quarantined;
        }
    }

    /// <summary>False when it was released before: its extents must not be given back twice.</summary>
    public bool BecomeReleased(DateTimeOffset now)
    {
        if (State == VolumeState.Released)
        {
            return false;
        }

        (State, ReleasedAt) = (VolumeState.Released, now);
        return true;
    }

    private static Volume On(
        Host host, ByteSize disk, VolumeId id, AccountId account, DropletId? droplet, ImageId? image, VolumeId? source, DateTimeOffset now) => new()
        {
            Id = id,
            AccountId = account,
            DropletId = droplet,
            ImageId = image,
            SourceVolumeId = source,
            HostName = host.Name,
            DiskBytes = disk.Bytes,
            ExtentBytes = host.ExtentBytes,
            ChunkBytes = host.ChunkBytes,
            ExtentCount = host.ExtentsFor(disk),
            CreatedAt = now,
        };
}
