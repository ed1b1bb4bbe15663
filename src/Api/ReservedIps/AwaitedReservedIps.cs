using CloudControl.Domain.Accounts;
using CloudControl.Domain.Actions;
using CloudControl.Domain.Droplets;
using CloudControl.Domain.ReservedIps;
using CloudControl.Domain.ReservedIps.Runs;
using CloudControl.Domain.Runs;
using CloudControl.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.ReservedIps;

/// <summary>Reserved IPs that are on their way to a droplet.</summary>
internal static class AwaitedReservedIps
{
    /// <summary>
    /// Whether another one than this is. Call under the droplet's lock, which every order of one takes. An account has few of them, so the
    /// runs of those that are locked are all that is read.
    /// </summary>
    public static async Task<bool> AwaitsAnotherAsync(this CloudControlDb db, AccountId account, DropletId droplet, ReservedIpId? butFor, CancellationToken ct)
    {
        var locked = await db.ReservedIps.Where(ip => ip.AccountId == account && ip.Locked && ip.ReleasedAt == null && ip.Id != butFor)
            .Select(ip => ip.Id).ToListAsync(ct);
        if (locked.Count == 0)
        {
            return false;
        }

        var subjects = locked.Select(ReservedIpRuns.SubjectOf).ToList();
        var states = await db.Runs
            .Where(run => subjects.Contains(run.Subject) && run.Pipeline == ReservedIpRuns.AssignPipeline && run.EndedAt == null)
            .Where(run => db.Actions.Any(action => action.Id == run.ActionId && action.Status == ActionStatus.InProgress))
            .Select(run => run.State).ToListAsync(ct);
        return states.Any(state => RunState.Read<ReservedIpMove>(state).DropletId == droplet);
    }
}
