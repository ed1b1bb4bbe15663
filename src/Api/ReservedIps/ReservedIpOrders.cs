using CloudControl.Api.Droplets;
using CloudControl.Api.Http;
using CloudControl.Domain;
using CloudControl.Domain.Actions;
using CloudControl.Domain.Droplets;
using CloudControl.Domain.ReservedIps;
using CloudControl.Domain.ReservedIps.Runs;
using CloudControl.Infrastructure.Networking;
using CloudControl.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.ReservedIps;

/// <summary>A reserved IP as just made, and the assigning that has begun with it, if one has.</summary>
internal sealed record NewReservedIp(ReservedIp Ip, DropletId? Droplet, ResourceAction? Assigning);

/// <summary>
/// Turns a request into a reserved IP or an event of one, to be saved by whoever asked. Call inside a transaction. Everything is decided
/// under the locks of the rows it is about. The droplet's own events are none of its business: an address is given to a droplet that is
/// being created, resized or copied just the same, so nobody meets a "pending event" that is not the address's own.
/// </summary>
public sealed class ReservedIpOrders(CloudControlDb db, IdBlocks ids, TimeProvider clock)
{
    /// <summary>Reserves an address in a region, or in a droplet's region and for the droplet.</summary>
    internal async Task<Result<NewReservedIp>> ReserveAsync(CreateReservedIp.Request request, Caller caller, CancellationToken ct)
    {
        if (await ReservedIpLimit.CheckAsync(db, caller.AccountId, ct) is { } reached)
        {
            return reached;
        }

        Droplet? droplet = null;
        if (request.DropletId is { } dropletId)
        {
            var found = await LockDropletAsync(dropletId, butFor: null, caller, ct);
            if (found.Error is { } error)
            {
                return error;
            }

            droplet = found.Value;
        }

        var region = droplet?.RegionSlug ?? request.Region;
        if (!string.IsNullOrEmpty(request.Region) && request.Region != region)
        {
            return new ReservedIpInOtherRegion();
        }

        if (!await db.Regions.AnyAsync(r => r.Slug == region && r.Available, ct))
        {
            return new ReservedIpRegionUnknown();
        }

        var address = await AddressPool.ReserveAsync(db, region!, ct);
        if (address.Error is { } none)
        {
            return none;
        }

        var ip = ReservedIp.Reserve(caller.AccountId, address.Value!, region!, clock.GetUtcNow());
        db.Add(ip);
        (await StartAsync(ActionTypes.ReserveIp, ip, caller, ct)).Complete(clock.GetUtcNow());
        return droplet is null
            ? new NewReservedIp(ip, Droplet: null, Assigning: null)
            : new NewReservedIp(ip, droplet.Id, (await BeginAsync(ActionTypes.AssignIp, ip, droplet, caller, ct)).Value);
    }

    /// <summary>Begins to give it to a droplet; one that has it keeps it until then.</summary>
    internal async Task<Result<ResourceAction>> AssignAsync(string address, long? wanted, Caller caller, CancellationToken ct)
    {
        if (await db.ReservedIps.Of(caller.AccountId).AsNoTracking().FindAsync(address, ct) is not { } found)
        {
            return new ReservedIpNotFound();
        }

        if (wanted is not { } dropletId)
        {
            return new DropletToAssignMissing();
        }

        if (found.DropletId == new DropletId(dropletId))
        {
            return new ReservedIpAlreadyAssigned();
        }

        var droplet = await LockDropletAsync(dropletId, found.Id, caller, ct);
        if (droplet.Error is { } error)
        {
            return error;
        }

        var ip = await db.LockReservedIpAsync(found.Id, ct);
        return ip switch
        {
            { ReleasedAt: not null } => new ReservedIpNotFound(),
            _ when ip.RegionSlug != droplet.Value!.RegionSlug => new ReservedIpInOtherRegion(),
            _ => await BeginAsync(ActionTypes.AssignIp, ip, droplet.Value, caller, ct),
        };
    }

    /// <summary>Begins to take it from the droplet that has it.</summary>
    internal async Task<Result<ResourceAction>> UnassignAsync(string address, Caller caller, CancellationToken ct)
    {
        if (await db.ReservedIps.Of(caller.AccountId).AsNoTracking().FindAsync(address, ct) is not { } found)
        {
            return new ReservedIpNotFound();
        }

        var ip = await db.LockReservedIpAsync(found.Id, ct);
        if (ip is not { Locked: false, DropletId: { } dropletId })
        {
            return ip.Locked ? new ReservedIpHasPendingEvent() : new ReservedIpNotAssigned();
        }

        var droplet = await db.Droplets.AsNoTracking().SingleAsync(d => d.Id == dropletId, ct);
        return await BeginAsync(ActionTypes.UnassignIp, ip, droplet, caller, ct);
    }

    private async Task<Result<ResourceAction>> BeginAsync(string type, ReservedIp ip, Droplet droplet, Caller caller, CancellationToken ct)
    {
        if (ip.BeginEvent().Error is { } pending)
        {
            return pending;
        }

        var action = await StartAsync(type, ip, caller, ct);
        db.Add(type == ActionTypes.AssignIp
            ? ReservedIpRuns.Assign(ip, droplet, action, clock.GetUtcNow())
            : ReservedIpRuns.Unassign(ip, droplet, action, clock.GetUtcNow()));
        return action;
    }

    /// <summary>A droplet that can be given an address, locked: it has none reserved yet, and awaits none but this.</summary>
    private async Task<Result<Droplet>> LockDropletAsync(long dropletId, ReservedIpId? butFor, Caller caller, CancellationToken ct)
    {
        var id = new DropletId(dropletId);
        if (!await db.Droplets.Of(caller.AccountId).AnyAsync(d => d.Id == id, ct)
            || await db.LockDropletAsync(id, ct) is not { Status: not DropletStatus.Destroyed } droplet)
        {
            return new DropletNotFound();
        }

        if (await db.ReservedIps.AnyAsync(ip => ip.DropletId == id, ct))
        {
            return new DropletHasReservedIp();
        }

        return await db.AwaitsAnotherAsync(caller.AccountId, id, butFor, ct) ? new DropletAwaitsReservedIp() : droplet;
    }

    private async Task<ResourceAction> StartAsync(string type, ReservedIp ip, Caller caller, CancellationToken ct)
    {
        var action = ResourceAction.Start(
            await ids.NextActionIdAsync(ct), caller.AccountId, type, ResourceTypes.ReservedIp, ip.Number, ip.RegionSlug, caller.TokenId, clock.GetUtcNow());
        db.Add(action);
        return action;
    }
}
