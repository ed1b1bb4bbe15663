using System.Globalization;
using CloudControl.Api.Http;
using CloudControl.Api.Images;
using CloudControl.Domain.BlockVolumes;
using CloudControl.Domain.Images;
using CloudControl.Infrastructure.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.Snapshots;

/// <summary>
/// DELETE /v2/snapshots/{id}: a UUID is a volume's snapshot; a number is a droplet's, which is an image and goes as
/// <see cref="DeleteImage"/> says (Terraform, doctl).
/// </summary>
public static class DeleteSnapshot
{
    public static async Task<Results<NoContent, ErrorResult>> HandleAsync(
        string snapshotId, Caller caller, HttpContext http, CloudControlDb db, IdBlocks ids, TimeProvider clock, CancellationToken ct)
    {
        if (Guid.TryParse(snapshotId, out var ofVolume))
        {
            return await DeleteVolumeSnapshot.HandleAsync(ofVolume, caller, http, db, ids, clock, ct);
        }

        if (!long.TryParse(snapshotId, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return new ErrorResult(new SnapshotNotFound());
        }

        var id = new ImageId(number);
        return await db.Images.SnapshotsOf(caller.AccountId).AnyAsync(i => i.Id == id, ct)
            ? await DeleteImage.HandleAsync(id.ToString(), caller, db, clock, ct)
            : new ErrorResult(new SnapshotNotFound());
    }
}
