using CloudControl.Domain.Accounts;
using CloudControl.Domain.BlockVolumes;
using CloudControl.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.Volumes;

/// <summary>How many block volumes an account may have.</summary>
internal static class VolumeLimit
{
    /// <summary>Whether one more would be too many. Holds the account's row until the transaction ends, as a droplet's order does.</summary>
    public static async Task<VolumeLimitReached?> CheckAsync(CloudControlDb db, AccountId account, CancellationToken ct)
    {
        await db.LockAccountAsync(account, ct);
        return await db.BlockVolumes.Of(account).CountAsync(ct) < BlockVolume.AccountLimit ? null : new VolumeLimitReached(BlockVolume.AccountLimit);
    }
}
