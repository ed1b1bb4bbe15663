using CloudControl.Api.Catalogue;
using CloudControl.Api.Http;
using CloudControl.Domain;
using CloudControl.Domain.ReservedIps;
using CloudControl.Infrastructure.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.ReservedIps;

/// <summary>GET /v2/reserved_ips/{address}.</summary>
public static class GetReservedIp
{
    public sealed record Response(ReservedIpView ReservedIp);

    /// <summary>The same under its name of before 2022.</summary>
    public sealed record FloatingResponse(ReservedIpView FloatingIp);

    public static async Task<Results<Ok<Response>, ErrorResult>> HandleAsync(
        string reservedIp, Caller caller, CloudControlDb db, Catalogues catalogues, CancellationToken ct)
    {
        var found = await FindAsync(reservedIp, caller, db, catalogues, ct);
        return found.IsOk ? TypedResults.Ok(new Response(found.Value)) : new ErrorResult(found.Error);
    }

    public static async Task<Results<Ok<FloatingResponse>, ErrorResult>> FloatingAsync(
        string reservedIp, Caller caller, CloudControlDb db, Catalogues catalogues, CancellationToken ct)
    {
        var found = await FindAsync(reservedIp, caller, db, catalogues, ct);
        return found.IsOk ? TypedResults.Ok(new FloatingResponse(found.Value)) : new ErrorResult(found.Error);
    }

    private static async Task<Result<ReservedIpView>> FindAsync(
        string address, Caller caller, CloudControlDb db, Catalogues catalogues, CancellationToken ct) =>
        await db.ReservedIps.Of(caller.AccountId).AsNoTracking().FindAsync(address, ct) is { } ip
            ? (await ReservedIpView.OfAsync([ip], await catalogues.GetAsync(db, ct), db, ct))[0]
            : new ReservedIpNotFound();
}
