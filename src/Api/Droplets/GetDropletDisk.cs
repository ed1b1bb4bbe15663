using CloudControl.Api.Disks;
using CloudControl.Api.Http;
using CloudControl.Domain.Droplets;
using CloudControl.Infrastructure.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.Droplets;

/// <summary>GET /v2/droplets/{id}/disk: where the droplet's bytes are. Our own, beside the contract.</summary>
public static class GetDropletDisk
{
    public static async Task<Results<Ok<DiskResponse>, ErrorResult>> HandleAsync(
        long dropletId, Caller caller, CloudControlDb db, CancellationToken ct)
    {
        if (await db.Droplets.Of(caller.AccountId).AsNoTracking().FindAsync(dropletId, ct) is not { } droplet)
        {
            return new ErrorResult(new DropletNotFound());
        }

        var volume = await db.Volumes.AsNoTracking().SingleAsync(v => v.Id == droplet.VolumeId, ct);
        var host = await db.Hosts.AsNoTracking().SingleAsync(h => h.Name == volume.HostName, ct);
        return TypedResults.Ok(new DiskResponse(DiskView.Of(volume, host)));
    }
}
