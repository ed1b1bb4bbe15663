using CloudControl.Domain.Accounts;
using CloudControl.Domain.Vpcs;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.Vpcs;

/// <summary>The caller's VPCs. One that is deleted is nobody's.</summary>
public static class OwnVpcs
{
    public static IQueryable<Vpc> Of(this DbSet<Vpc> vpcs, AccountId account) => vpcs.Where(v => v.AccountId == account && v.DeletedAt == null);

    public static Task<Vpc?> FindAsync(this IQueryable<Vpc> vpcs, Guid vpcId, CancellationToken ct)
    {
        var id = new VpcId(vpcId);
        return vpcs.SingleOrDefaultAsync(v => v.Id == id, ct);
    }
}
