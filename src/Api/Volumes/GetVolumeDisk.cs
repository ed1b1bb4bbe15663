using CloudControl.Api.Disks;
using CloudControl.Api.Http;
using CloudControl.Domain.BlockVolumes;
using CloudControl.Infrastructure.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.Volumes;

/// <summary>GET /v2/volumes/{id}/disk: where the block volume's bytes are. Our own, beside the contract.</summary>
public static class GetVolumeDisk
{
    public static async Task<Results<Ok<DiskResponse>, ErrorResult>> HandleAsync(
        Guid volumeId, Caller caller, CloudControlDb db, CancellationToken ct)
    {
        if (await db.BlockVolumes.Of(caller.AccountId).AsNoTracking().FindAsync(volumeId, ct) is not { } volume)
        {
            return new ErrorResult(new BlockVolumeNotFound());
        }

        var disk = await db.Volumes.AsNoTracking().SingleAsync(v => v.Id == volume.Id, ct);
        var host = await db.Hosts.AsNoTracking().SingleAsync(h => h.Name == disk.HostName, ct);
        return TypedResults.Ok(new DiskResponse(DiskView.Of(disk, host, volume.DropletId is not null)));
    }
}
