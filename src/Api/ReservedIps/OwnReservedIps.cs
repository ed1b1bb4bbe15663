using CloudControl.Domain.Accounts;
using CloudControl.Domain.Actions;
using CloudControl.Domain.ReservedIps;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.ReservedIps;

/// <summary>The caller's reserved IPs. One that is released is nobody's.</summary>
internal static class OwnReservedIps
{
    public static IQueryable<ReservedIp> Of(this DbSet<ReservedIp> ips, AccountId account) =>
        ips.Where(ip => ip.AccountId == account && ip.ReleasedAt == null);

    public static Task<ReservedIp?> FindAsync(this IQueryable<ReservedIp> ips, string address, CancellationToken ct) =>
        ips.SingleOrDefaultAsync(ip => ip.Address == address, ct);

    /// <summary>What happened to it in this reservation: who had the address before is another story.</summary>
    public static IQueryable<ResourceAction> OfReservedIp(this IQueryable<ResourceAction> actions, ReservedIp ip)
    {
        var (account, number, since) = (ip.AccountId, ip.Number, ip.ReservedAt);
        return actions.Where(a => a.ResourceType == ResourceTypes.ReservedIp && a.ResourceId == number && a.AccountId == account && a.StartedAt >= since);
    }
}
