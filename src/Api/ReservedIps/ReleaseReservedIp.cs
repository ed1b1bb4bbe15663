using CloudControl.Api.Http;
using CloudControl.Domain;
using CloudControl.Domain.ReservedIps;
using CloudControl.Infrastructure.Networking;
using CloudControl.Infrastructure.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.ReservedIps;

/// <summary>
/// DELETE /v2/reserved_ips/{address}: 204, and the address is its region's again. A droplet that has it loses it at once; while it is being
/// assigned or unassigned it stays.
/// </summary>
public static class ReleaseReservedIp
{
    public static async Task<Results<NoContent, ErrorResult>> HandleAsync(
        string reservedIp, Caller caller, CloudControlDb db, TimeProvider clock, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await db.ReservedIps.Of(caller.AccountId).AsNoTracking().FindAsync(reservedIp, ct) is not { } found)
        {
            return new ErrorResult(new ReservedIpNotFound());
        }

        var ip = await db.LockReservedIpAsync(found.Id, ct);
        Error? refused = ip.ReleasedAt is not null ? new ReservedIpNotFound() : ip.Locked ? new ReservedIpHasPendingEvent() : null;
        if (refused is not null)
        {
            return new ErrorResult(refused);
        }

        ip.Release(clock.GetUtcNow());
        await db.SaveChangesAsync(ct);
        await AddressPool.TakeBackAsync(db, ip, clock.GetUtcNow(), ct);
        await transaction.CommitAsync(ct);
        return TypedResults.NoContent();
    }
}
