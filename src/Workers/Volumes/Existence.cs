using CloudControl.Domain;
using CloudControl.Domain.BlockVolumes;
using CloudControl.Domain.Droplets;
using CloudControl.Domain.Images;
using CloudControl.Domain.Storage;
using CloudControl.Domain.Volumes;
using CloudControl.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Workers.Volumes;

/// <summary>
/// Whether what a run needs is still there. Orders are taken while a create is under way, and wait for it; when it comes to nothing, what
/// waited finds out here. A step asks before it opens anything: what is gone is then an error with a name, and not an exception that is
/// tried again until nobody believes in it.
/// </summary>
internal static class Existence
{
    /// <returns>Null; or why there is nothing to act on: its create came to nothing, or an operator ended it.</returns>
    public static async Task<Error?> WhyNoBlockVolumeAsync(this CloudControlDb db, VolumeId id, CancellationToken ct) =>
        await db.BlockVolumes.AnyAsync(v => v.Id == id && v.DeletedAt != null, ct)
        || await db.Volumes.AnyAsync(v => v.Id == id && (v.State == VolumeState.Quarantined || v.State == VolumeState.Released), ct)
            ? new BlockVolumeNotFound()
            : null;

    /// <returns>Null; or why there is nothing to open: the volume's bytes were given back, or are about to be.</returns>
    public static async Task<Error?> WhyNoBytesAsync(this CloudControlDb db, Volume volume, CancellationToken ct) => volume switch
    {
        { State: VolumeState.Ordered or VolumeState.Ready } => null,
        { DropletId: not null } => new DropletNotFound(),
        { ImageId: not null } => new ImageNotFound(),
        _ when await db.VolumeSnapshots.AnyAsync(s => s.Id == volume.Id, ct) => new SnapshotNotFound(),
        _ => new BlockVolumeNotFound(),
    };
}
