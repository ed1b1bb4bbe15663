using CloudControl.Domain.Accounts;
using CloudControl.Domain.Droplets;
using CloudControl.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.Droplets;

/// <summary>How many droplets an account may have.</summary>
internal static class DropletLimit
{
    /// <summary>
    /// Whether so many more would be too many. Holds the account's row until the transaction ends, as
    /// <see cref="RowLocks.LockAccountAsync"/> does, and reads the limit with it.
    /// </summary>
    public static async Task<DropletLimitReached?> CheckAsync(CloudControlDb db, AccountId account, int more, CancellationToken ct)
    {
        var limit = await db.Database
            .SqlQuery<int>($"""select droplet_limit as "Value" from accounts where id = {account.Value} for no key update""")
            .ToListAsync(ct);
        var there = await db.Droplets.Of(account).CountAsync(ct);
        return there + more > limit[0] ? new DropletLimitReached(limit[0]) : null;
    }
}
