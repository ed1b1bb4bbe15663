using CloudControl.Api.Http;
using CloudControl.Api.Volumes;
using CloudControl.Domain.BlockVolumes;
using CloudControl.Infrastructure.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.Snapshots;

/// <summary>GET /v2/volumes/{id}/snapshots: the snapshots of one block volume, newest first.</summary>
public static class ListVolumeSnapshots
{
    public static async Task<Results<Ok<SnapshotsResponse>, ErrorResult>> HandleAsync(
        Guid volumeId, PageRequest page, Caller caller, HttpRequest request, CloudControlDb db, CancellationToken ct)
    {
        if (await db.BlockVolumes.Of(caller.AccountId).AsNoTracking().FindAsync(volumeId, ct) is not { } volume)
        {
            return new ErrorResult(new BlockVolumeNotFound());
        }

        var its = db.VolumeSnapshots.Of(caller.AccountId).AsNoTracking().Where(s => s.SourceVolumeId == volume.Id);
        var snapshots = await page.ReadAsync(its.OrderByDescending(s => s.CreatedAt).ThenByDescending(s => s.Id), ct);
        return TypedResults.Ok(new SnapshotsResponse(
            [.. snapshots.Rows.Select(SnapshotView.Of)], ListLinks.Of(request, snapshots), new ListMeta(snapshots.Total)));
    }
}
