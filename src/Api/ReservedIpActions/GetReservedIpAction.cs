using CloudControl.Api.Actions;
using CloudControl.Api.Http;
using CloudControl.Api.ReservedIps;
using CloudControl.Api.Waiting;
using CloudControl.Domain.Actions;
using CloudControl.Domain.ReservedIps;
using CloudControl.Infrastructure.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.ReservedIpActions;

/// <summary>GET /v2/reserved_ips/{address}/actions/{action id}?wait=…: as <see cref="GetAction"/>, of one reserved IP.</summary>
public static class GetReservedIpAction
{
    public static async Task<Results<Ok<ActionResponse>, ErrorResult>> HandleAsync(
        string reservedIp, long actionId, string? wait, Caller caller, CloudControlDb db, ActionWaits waits, CancellationToken ct)
    {
        if (await db.ReservedIps.Of(caller.AccountId).AsNoTracking().FindAsync(reservedIp, ct) is not { } ip)
        {
            return new ErrorResult(new ReservedIpNotFound());
        }

        var id = new ActionId(actionId);
        return await waits.AnswerAsync(wait, id, caller, db, db.Actions.OfReservedIp(ip).Where(a => a.Id == id), ct);
    }
}
