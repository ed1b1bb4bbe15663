using CloudControl.Api.Actions;
using CloudControl.Api.Catalogue;
using CloudControl.Api.Http;
using CloudControl.Api.ReservedIps;
using CloudControl.Domain.ReservedIps;
using CloudControl.Infrastructure.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.ReservedIpActions;

/// <summary>GET /v2/reserved_ips/{address}/actions: what happened to it since it was reserved, newest first.</summary>
public static class ListReservedIpActions
{
    public static async Task<Results<Ok<ActionsResponse>, ErrorResult>> HandleAsync(
        string reservedIp, PageRequest page, Caller caller, HttpRequest request, CloudControlDb db, Catalogues catalogues, CancellationToken ct)
    {
        if (await db.ReservedIps.Of(caller.AccountId).AsNoTracking().FindAsync(reservedIp, ct) is not { } ip)
        {
            return new ErrorResult(new ReservedIpNotFound());
        }

        var catalogue = await catalogues.GetAsync(db, ct);
        var actions = await page.ReadAsync(db.Actions.OfReservedIp(ip).OrderByDescending(a => a.Id), db.Watched, ct);
        return TypedResults.Ok(new ActionsResponse(
            [.. actions.Rows.Select(a => ActionView.Of(a, caller, catalogue))], ListLinks.Of(request, actions), new ListMeta(actions.Total)));
    }
}
