using CloudControl.Domain.Accounts;
using CloudControl.Domain.BlockVolumes;
using CloudControl.Domain.Images;
using CloudControl.Domain.Storage;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.Snapshots;

/// <summary>The caller's snapshots: those of block volumes, and those of droplets, which are images.</summary>
public static class OwnSnapshots
{
    public static IQueryable<VolumeSnapshot> Of(this DbSet<VolumeSnapshot> snapshots, AccountId account) =>
        snapshots.Where(s => s.AccountId == account && s.DeletedAt == null);

    public static Task<VolumeSnapshot?> FindAsync(this IQueryable<VolumeSnapshot> snapshots, Guid snapshotId, CancellationToken ct)
    {
        var id = new VolumeId(snapshotId);
        return snapshots.SingleOrDefaultAsync(s => s.Id == id, ct);
    }

    public static IQueryable<Image> SnapshotsOf(this DbSet<Image> images, AccountId account) => images.Where(i =>
        i.AccountId == account && i.Kind == ImageKind.Snapshot && i.State == ImageState.Available && i.DeletedAt == null);
}
