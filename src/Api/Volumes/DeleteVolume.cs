using CloudControl.Api.Actions;
using CloudControl.Api.Http;
using CloudControl.Domain;
using CloudControl.Domain.Actions;
using CloudControl.Domain.BlockVolumes;
using CloudControl.Domain.BlockVolumes.Runs;
using CloudControl.Infrastructure.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.Volumes;

/// <summary>
/// DELETE /v2/volumes/{id} and DELETE /v2/volumes?name=&amp;region=: 204 at once, however large the disk. From then on the volume is not
/// found; the delete's action, whose address is in <c>Location</c>, ends when the disk was scrubbed, read back and released. A volume
/// that is attached, or protected from deletion, is refused.
/// </summary>
public static class DeleteVolume
{
    public static async Task<Results<NoContent, ErrorResult>> HandleAsync(
        Guid volumeId, Caller caller, HttpContext http, CloudControlDb db, IdBlocks ids, TimeProvider clock, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await db.BlockVolumes.Of(caller.AccountId).AsNoTracking().FindAsync(volumeId, ct) is not { } found)
        {
            return new ErrorResult(new BlockVolumeNotFound());
        }

        var volume = await db.LockBlockVolumeAsync(found.Id, ct);
        if (Refusal(volume) is { } error)
        {
            return new ErrorResult(error);
        }

        var now = clock.GetUtcNow();
        var action = ResourceAction.StartOnVolume(
            await ids.NextActionIdAsync(ct), caller.AccountId, ActionTypes.Destroy, volume.Id, volume.RegionSlug, caller.TokenId, now, scrub: true);
        volume.Delete(now);
        db.AddRange(action, BlockVolumeRuns.Destroy(volume, action, now));
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        http.Response.Headers.Location = ActionLinks.HrefOf(http.Request, action);
        return TypedResults.NoContent();
    }

    public static async Task<Results<NoContent, ErrorResult>> ByNameAsync(
        string? name, string? region, Caller caller, HttpContext http, CloudControlDb db, IdBlocks ids, TimeProvider clock, CancellationToken ct)
    {
        // Without both it could mean several: a delete never guesses.
        if (string.IsNullOrEmpty(name) || string.IsNullOrEmpty(region))
        {
            return new ErrorResult(new VolumeNameMissing());
        }

        var volume = await db.BlockVolumes.Of(caller.AccountId).Narrowed(name, region).AsNoTracking().SingleOrDefaultAsync(ct);
        return volume is null
            ? new ErrorResult(new BlockVolumeNotFound())
            : await HandleAsync(volume.Id.Value, caller, http, db, ids, clock, ct);
    }

    private static Error? Refusal(BlockVolume volume) => volume switch
    {
        { DeletedAt: not null } => new BlockVolumeNotFound(),
        { DeletionProtected: true } => new VolumeProtected(volume.Name),
        { DropletId: not null } => new VolumeInUse(),
        { Locked: true } => new VolumeBusy(),
        _ => null,
    };
}
