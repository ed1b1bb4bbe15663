using CloudControl.Api.Actions;
using CloudControl.Api.Http;
using CloudControl.Domain.Actions;
using CloudControl.Domain.BlockVolumes;
using CloudControl.Domain.BlockVolumes.Runs;
using CloudControl.Infrastructure.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.Snapshots;

/// <summary>
/// DELETE /v2/volumes/snapshots/{id} and DELETE /v2/snapshots/{id}: 204 at once. From then on the snapshot is not found; the delete's
/// action, whose address is in <c>Location</c>, ends when its bytes were scrubbed, read back and released. Volumes ordered from it before
/// are finished first.
/// </summary>
public static class DeleteVolumeSnapshot
{
    public static async Task<Results<NoContent, ErrorResult>> HandleAsync(
        Guid snapshotId, Caller caller, HttpContext http, CloudControlDb db, IdBlocks ids, TimeProvider clock, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await db.VolumeSnapshots.Of(caller.AccountId).AsNoTracking().FindAsync(snapshotId, ct) is not { } found)
        {
            return new ErrorResult(new SnapshotNotFound());
        }

        var snapshot = await db.LockVolumeSnapshotAsync(found.Id, ct);
        if (snapshot.DeletedAt is not null)
        {
            return new ErrorResult(new SnapshotNotFound());
        }

        var now = clock.GetUtcNow();
        var action = ResourceAction.StartOnVolume(
            await ids.NextActionIdAsync(ct), caller.AccountId, ActionTypes.Destroy, snapshot.Id, snapshot.RegionSlug, caller.TokenId, now,
            scrub: true, ResourceTypes.VolumeSnapshot);
        snapshot.Delete(now);
        db.AddRange(action, BlockVolumeRuns.DestroySnapshot(snapshot, action, now));
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        http.Response.Headers.Location = ActionLinks.HrefOf(http.Request, action);
        return TypedResults.NoContent();
    }
}
