using CloudControl.Domain.Accounts;
using CloudControl.Domain.Droplets;
using CloudControl.Domain.Storage;

namespace CloudControl.Domain.BlockVolumes;

/// <summary>Everything decided before a block volume exists. Without a file system it is left as it is laid, all zeroes.</summary>
public sealed record BlockVolumeOrder(
    AccountId AccountId, string Name, string RegionSlug, string HostName, int SizeGib, Filesystem? Filesystem, string Description,
    IReadOnlyList<string> Tags, bool DeletionProtected = false);

/// <summary>
/// A disk that a customer orders by itself. It outlives the droplets it is attached to, one at a time. Its bytes are the sparse volume of
/// the same id, for its whole life: it grows, and is never laid anew.
/// </summary>
/// <remarks>
/// It lies on one host of its region for good. A droplet on another host of the region reaches it over that host's export, so attaching
/// moves no data.
/// </remarks>
public sealed class BlockVolume
{
    public const int MinimumSizeGib = 1;
    public const int MaximumSizeGib = 16 * 1024;

    /// <summary>Block volumes an account may have at one time.</summary>
    public const int AccountLimit = 100;

    /// <summary>Block volumes one droplet may have at one time.</summary>
    public const int DropletLimit = 7;

    private BlockVolume()
    {
    }

    /// <summary>Also the id of the sparse volume that holds its bytes.</summary>
    public VolumeId Id { get; private init; }

    public AccountId AccountId { get; private init; }

    /// <summary>Unique among the account's volumes of the region.</summary>
    public string Name { get; private init; } = "";

    public string RegionSlug { get; private init; } = "";

    public string HostName { get; private init; } = "";

    public int SizeGib { get; private set; }

    /// <summary>As it was ordered; empty when it was ordered without one. What the guest does to it later nobody knows.</summary>
    public string FilesystemType { get; private init; } = "";

    public string FilesystemLabel { get; private init; } = "";

    public string Description { get; private init; } = "";

    public IReadOnlyList<string> Tags { get; private init; } = [];

    /// <summary>The droplet it is attached to; null when to none.</summary>
    public DropletId? DropletId { get; private set; }

    /// <summary>True while it is being attached, detached or resized; another such event is refused.</summary>
    public bool Locked { get; private set; }

    /// <summary>While it is, nobody deletes the volume, whatever else names it.</summary>
    public bool DeletionProtected { get; private set; }

    public DateTimeOffset CreatedAt { get; private init; }

    /// <summary>When its disk was there; null before, and what is asked of it until then waits.</summary>
    public DateTimeOffset? ReadyAt { get; private set; }

    public DateTimeOffset? DeletedAt { get; private set; }

    public ByteSize Disk => ByteSize.FromGiB(SizeGib);

    public Filesystem? Filesystem => FilesystemType.Length == 0 ? null : new Filesystem(FilesystemType, FilesystemLabel);

    public static BlockVolume Order(VolumeId id, BlockVolumeOrder order, DateTimeOffset now) => new()
    {
        Id = id,
        AccountId = order.AccountId,
        Name = order.Name,
        RegionSlug = order.RegionSlug,
        HostName = order.HostName,
        SizeGib = order.SizeGib,
        FilesystemType = order.Filesystem?.Type ?? "",
        FilesystemLabel = order.Filesystem?.Label ?? "",
        Description = order.Description,
        Tags = order.Tags,
        DeletionProtected = order.DeletionProtected,
        CreatedAt = now,
    };

    public void BecomeReady(DateTimeOffset now) => ReadyAt ??= now;

    /// <summary>Begins an event: one at a time.</summary>
    /// <returns>The volume, or <see cref="VolumeHasPendingEvent"/>.</returns>
    public Result<BlockVolume> BeginEvent()
    {
        if (Locked)
        {
            return new VolumeHasPendingEvent();
        }

        Locked = true;
        return this;
    }

    public void EndEvent() => Locked = false;

    /// <summary>Gives it to a droplet that is being ordered, or that has waited for it.</summary>
    /// <exception cref="InvalidOperationException">It is another droplet's, or deleted: whoever asks looks first.</exception>
    public void AttachTo(DropletId droplet)
    {
        if (DeletedAt is not null || (DropletId is { } other && other != droplet))
        {
            throw new InvalidOperationException($"volume {Id} cannot be attached to droplet {droplet}: it is deleted or droplet {DropletId}'s");
        }

        DropletId = droplet;
    }

    public void Detach() => DropletId = null;

    public void ProtectFromDeletion(bool isProtected) => DeletionProtected = isProtected;

    /// <summary>It only ever grows.</summary>
    public void Grow(int sizeGib) => SizeGib = Math.Max(SizeGib, sizeGib);

    /// <summary>From here on nobody finds it. Its disk is scrubbed behind the answer.</summary>
    public void Delete(DateTimeOffset now)
    {
        DeletedAt ??= now;
        Detach();
    }
}
