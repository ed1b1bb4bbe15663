using CloudControl.Domain.Accounts;
using CloudControl.Domain.Storage;

namespace CloudControl.Domain.BlockVolumes;

/// <summary>
/// What a block volume held at one time, on the same host: a sparse volume of the same id as the snapshot, with a copy of everything that
/// was ever written. It outlives the volume it was taken of, and new volumes can be made from it.
/// </summary>
/// <remarks>
/// Taken while the volume is in use it is like a disk after a power cut, at best: pieces are copied one after the other. Who wants all of one
/// moment detaches the volume first.
/// </remarks>
public sealed class VolumeSnapshot
{
    public const int MaximumNameLength = 255;

    private VolumeSnapshot()
    {
    }

    /// <summary>Also the id of the sparse volume that holds its bytes.</summary>
    public VolumeId Id { get; private init; }

    public AccountId AccountId { get; private init; }

    /// <summary>The block volume it was taken of, which may be gone by now.</summary>
    public VolumeId SourceVolumeId { get; private init; }

    /// <summary>Unique among the account's volume snapshots of the region.</summary>
    public string Name { get; private init; } = "";

    public string RegionSlug { get; private init; } = "";

    public string HostName { get; private init; } = "";

    /// <summary>Size of the volume it was taken of; a volume made from it has no less.</summary>
    public int SizeGib { get; private init; }

    /// <summary>Bytes it holds; 0 until it is whole.</summary>
    public long WrittenBytes { get; private set; }

    public IReadOnlyList<string> Tags { get; private init; } = [];

    public DateTimeOffset CreatedAt { get; private init; }

    /// <summary>When everything was copied; null before, and what is made from it waits until then.</summary>
    public DateTimeOffset? ReadyAt { get; private set; }

    public DateTimeOffset? DeletedAt { get; private set; }

    public ByteSize Disk => ByteSize.FromGiB(SizeGib);

    public static VolumeSnapshot Order(VolumeId id, BlockVolume source, string name, IReadOnlyList<string> tags, DateTimeOffset now) => new()
    {
        Id = id,
        AccountId = source.AccountId,
        SourceVolumeId = source.Id,
        Name = name,
        RegionSlug = source.RegionSlug,
        HostName = source.HostName,
        SizeGib = source.SizeGib,
        Tags = tags,
        CreatedAt = now,
    };

    public void BecomeReady(long writtenBytes, DateTimeOffset now) => (WrittenBytes, ReadyAt) = (writtenBytes, ReadyAt ?? now);

    /// <summary>From here on nobody finds it. Its bytes are scrubbed behind the answer.</summary>
    public void Delete(DateTimeOffset now) => DeletedAt ??= now;
}
