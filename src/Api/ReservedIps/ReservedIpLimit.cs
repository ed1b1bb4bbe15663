using CloudControl.Domain.Accounts;
using CloudControl.Domain.ReservedIps;
using CloudControl.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.ReservedIps;

/// <summary>How many reserved IPs an account may have.</summary>
internal static class ReservedIpLimit
{
    /// <summary>Whether one more would be too many. Holds the account's row until the transaction ends, as a droplet's order does.</summary>
    public static async Task<ReservedIpLimitReached?> CheckAsync(CloudControlDb db, AccountId account, CancellationToken ct)
    {
        await db.LockAccountAsync(account, ct);
        return await db.ReservedIps.Of(account).CountAsync(ct) < ReservedIp.AccountLimit ? null : new ReservedIpLimitReached(ReservedIp.AccountLimit);
    }
}
