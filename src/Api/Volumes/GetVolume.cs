using CloudControl.Api.Catalogue;
using CloudControl.Api.Http;
using CloudControl.Domain.BlockVolumes;
using CloudControl.Infrastructure.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.Volumes;

/// <summary>GET /v2/volumes/{id}.</summary>
public static class GetVolume
{
    public static async Task<Results<Ok<VolumeResponse>, ErrorResult>> HandleAsync(
        Guid volumeId, Caller caller, CloudControlDb db, Catalogues catalogues, CancellationToken ct)
    {
        var volume = await db.BlockVolumes.Of(caller.AccountId).AsNoTracking().FindAsync(volumeId, ct);
        return volume is not null
            ? TypedResults.Ok(new VolumeResponse(VolumeView.Of(volume, await catalogues.GetAsync(db, ct))))
            : new ErrorResult(new BlockVolumeNotFound());
    }
}
