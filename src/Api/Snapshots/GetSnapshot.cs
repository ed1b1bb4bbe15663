using System.Globalization;
using CloudControl.Api.Http;
using CloudControl.Domain.BlockVolumes;
using CloudControl.Domain.Images;
using CloudControl.Infrastructure.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.Snapshots;

/// <summary>GET /v2/snapshots/{id}, by a droplet snapshot's number or a volume snapshot's UUID, and GET /v2/volumes/snapshots/{id}.</summary>
public static class GetSnapshot
{
    public static async Task<Results<Ok<SnapshotResponse>, ErrorResult>> HandleAsync(
        string snapshotId, Caller caller, CloudControlDb db, CancellationToken ct)
    {
        if (Guid.TryParse(snapshotId, out var ofVolume))
        {
            return await OfVolumeAsync(ofVolume, caller, db, ct);
        }

        if (!long.TryParse(snapshotId, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return new ErrorResult(new SnapshotNotFound());
        }

        var id = new ImageId(number);
        var image = await db.Images.SnapshotsOf(caller.AccountId).AsNoTracking().SingleOrDefaultAsync(i => i.Id == id, ct);
        return image is null ? new ErrorResult(new SnapshotNotFound()) : TypedResults.Ok(new SnapshotResponse(SnapshotView.Of(image)));
    }

    public static async Task<Results<Ok<SnapshotResponse>, ErrorResult>> OfVolumeAsync(
        Guid snapshotId, Caller caller, CloudControlDb db, CancellationToken ct)
    {
        var snapshot = await db.VolumeSnapshots.Of(caller.AccountId).AsNoTracking().FindAsync(snapshotId, ct);
        return snapshot is null ? new ErrorResult(new SnapshotNotFound()) : TypedResults.Ok(new SnapshotResponse(SnapshotView.Of(snapshot)));
    }
}
