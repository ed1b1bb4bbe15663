using CloudControl.Domain.Droplets;
using CloudControl.Domain.Images;

namespace CloudControl.Infrastructure.Persistence;

/// <summary>What other tables know of a droplet and every answer about it shows. A question and no table: <c>Mappings/DropletBelongingsMapping.cs</c>.</summary>
public sealed class DropletBelongings
{
    public DropletId DropletId { get; private init; }

    /// <summary>What its disk is made from.</summary>
    public ImageId ImageId { get; private init; }

    /// <summary>Ids of the backups made of it, in order.</summary>
    public IReadOnlyList<long> BackupIds { get; private init; } = [];

    /// <summary>Ids of the snapshots made of it, in order.</summary>
    public IReadOnlyList<long> SnapshotIds { get; private init; } = [];

    /// <summary>Ids of the block volumes it has, in order.</summary>
    public IReadOnlyList<Guid> VolumeIds { get; private init; } = [];

    /// <summary>The reserved IP it has; null for none.</summary>
    public string? ReservedAddress { get; private init; }
}
