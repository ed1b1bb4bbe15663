using CloudControl.Domain.Accounts;
using CloudControl.Domain.Vpcs;
using CloudControl.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Infrastructure.Networking;

/// <summary>All networks of an account, whose names and ranges must not meet.</summary>
public static class AccountVpcs
{
    /// <summary>Reads them. Until the transaction ends nobody else adds, changes or deletes one.</summary>
    public static async Task<IReadOnlyList<Vpc>> LockAsync(CloudControlDb db, AccountId account, CancellationToken ct)
    {
        await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtext({$"vpcs:{account}"}))", ct);
        return await db.Vpcs.Where(v => v.AccountId == account && v.DeletedAt == null).ToListAsync(ct);
    }

    /// <summary>Reads one so that it cannot be deleted before the transaction ends; null when it was deleted already.</summary>
    public static Task<Vpc?> HoldAsync(CloudControlDb db, VpcId id, CancellationToken ct) =>
        db.Vpcs.FromSql($"select * from vpcs where id = {id.Value} and deleted_at is null for share").AsNoTracking().SingleOrDefaultAsync(ct);
}
