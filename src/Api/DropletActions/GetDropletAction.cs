using CloudControl.Api.Actions;
using CloudControl.Api.Droplets;
using CloudControl.Api.Http;
using CloudControl.Api.Waiting;
using CloudControl.Domain.Actions;
using CloudControl.Domain.Droplets;
using CloudControl.Infrastructure.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.DropletActions;

/// <summary>GET /v2/droplets/{id}/actions/{action id}?wait=…: as <see cref="GetAction"/>, of one droplet.</summary>
public static class GetDropletAction
{
    public static async Task<Results<Ok<ActionResponse>, ErrorResult>> HandleAsync(
        long dropletId, long actionId, string? wait, Caller caller, CloudControlDb db, ActionWaits waits, CancellationToken ct)
    {
        if (await db.Droplets.Of(caller.AccountId).AsNoTracking().FindAsync(dropletId, ct) is null)
        {
            return new ErrorResult(new DropletNotFound());
        }

        var id = new ActionId(actionId);
        var his = db.Actions.Where(a => a.Id == id && a.ResourceType == ResourceTypes.Droplet && a.ResourceId == dropletId);
        return await waits.AnswerAsync(wait, id, caller, db, his, ct);
    }
}
