using CloudControl.Api.Actions;
using CloudControl.Api.Http;
using CloudControl.Api.Volumes;
using CloudControl.Api.Waiting;
using CloudControl.Domain.Actions;
using CloudControl.Domain.BlockVolumes;
using CloudControl.Infrastructure.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.VolumeActions;

/// <summary>GET /v2/volumes/{id}/actions/{action id}?wait=…: as <see cref="GetAction"/>, of one block volume.</summary>
public static class GetVolumeAction
{
    public static async Task<Results<Ok<ActionResponse>, ErrorResult>> HandleAsync(
        Guid volumeId, long actionId, string? wait, Caller caller, CloudControlDb db, ActionWaits waits, CancellationToken ct)
    {
        if (await db.BlockVolumes.Of(caller.AccountId).AsNoTracking().FindAsync(volumeId, ct) is not { } volume)
        {
            return new ErrorResult(new BlockVolumeNotFound());
        }

        var id = new ActionId(actionId);
        var its = db.Actions.Where(a => a.Id == id && a.VolumeId == volume.Id);
        return await waits.AnswerAsync(wait, id, caller, db, its, ct);
    }
}
