using CloudControl.Api.Droplets;
using CloudControl.Api.Http;
using CloudControl.Api.Volumes;
using CloudControl.Domain;
using CloudControl.Domain.Actions;
using CloudControl.Domain.BlockVolumes;
using CloudControl.Domain.BlockVolumes.Runs;
using CloudControl.Domain.Droplets;
using CloudControl.Domain.Storage;
using CloudControl.Domain.Volumes;
using CloudControl.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.VolumeActions;

/// <summary>
/// Turns a request into an event of a block volume: locks, action and run, to be saved together by whoever asked. Everything is decided
/// under the locks of the rows it is about, so that of two requests at one time the second sees what the first did.
/// </summary>
public sealed class VolumeOrders(CloudControlDb db, IdBlocks ids, TimeProvider clock)
{
    /// <summary>Adds one event. Call inside a transaction.</summary>
    /// <returns>The action; or why the volume cannot take it, in which case nothing may be saved.</returns>
    public async Task<Result<ResourceAction>> AddAsync(VolumeId id, VolumeActionRequest request, Caller caller, CancellationToken ct)
    {
        var found = await db.BlockVolumes.Of(caller.AccountId).AsNoTracking().FindAsync(id.Value, ct);
        if (found is null)
        {
            return new BlockVolumeNotFound();
        }

        if (!string.IsNullOrEmpty(request.Region) && request.Region != found.RegionSlug)
        {
            return new VolumeInOtherRegion();
        }

        return request.Type switch
        {
            VolumeActionRequest.Attach => await AttachAsync(id, request.DropletId!.Value, caller, ct),

            // The npm package "digitalocean" (1.2) names no droplet: the volume has one at most.
            VolumeActionRequest.Detach when (request.DropletId ?? found.DropletId?.Value) is { } droplet => await DetachAsync(id, droplet, caller, ct),
            VolumeActionRequest.Detach => new AttachmentNotFound(),
            VolumeActionRequest.Resize => await ResizeAsync(id, request.SizeGigabytes!.Value, caller, ct),
            ActionTypes.EnableDeletionProtection or ActionTypes.DisableDeletionProtection => await ProtectAsync(id, request.Type, caller, ct),
            _ => throw new InvalidOperationException($"the validator let '{request.Type}' pass"),
        };
    }

    private async Task<Result<ResourceAction>> AttachAsync(VolumeId id, long dropletId, Caller caller, CancellationToken ct)
    {
        if (await LockDropletAsync(dropletId, caller, ct) is not { } droplet)
        {
            return new DropletNotFound();
        }

        var volume = await db.LockBlockVolumeAsync(id, ct);
        var attached = await db.BlockVolumes.CountAsync(v => v.DropletId == droplet.Id, ct);
        if ((Attaching.Refusal(volume, droplet.RegionSlug, attached) ?? Attaching.BeginEvent(volume, droplet)) is { } refused)
        {
            return refused;
        }

        var action = await StartAsync(ActionTypes.AttachVolume, volume, caller, ct);
        db.Add(BlockVolumeRuns.Attach(volume, droplet.Id, action, clock.GetUtcNow()));
        return action;
    }

    private async Task<Result<ResourceAction>> DetachAsync(VolumeId id, long dropletId, Caller caller, CancellationToken ct)
    {
        if (await LockDropletAsync(dropletId, caller, ct) is not { } droplet)
        {
            return new DropletNotFound();
        }

        var volume = await db.LockBlockVolumeAsync(id, ct);
        if (volume.DropletId != droplet.Id)
        {
            return new AttachmentNotFound();
        }

        if (Attaching.BeginEvent(volume, droplet) is { } pending)
        {
            return pending;
        }

        var action = await StartAsync(ActionTypes.DetachVolume, volume, caller, ct);
        db.Add(BlockVolumeRuns.Detach(volume, droplet.Id, action, clock.GetUtcNow()));
        return action;
    }

    /// <summary>The room is taken with the order: a volume that cannot grow stays as it is.</summary>
    private async Task<Result<ResourceAction>> ResizeAsync(VolumeId id, int sizeGib, Caller caller, CancellationToken ct)
    {
        var volume = await db.LockBlockVolumeAsync(id, ct);
        if (volume.DeletedAt is not null)
        {
            return new BlockVolumeNotFound();
        }

        if (sizeGib <= volume.SizeGib || sizeGib > BlockVolume.MaximumSizeGib)
        {
            return new VolumeCanOnlyGrow(volume.SizeGib);
        }

        if (volume.BeginEvent().Error is { } pending)
        {
            return pending;
        }

        // Its create came to nothing and is being undone: whatever was taken for it now, nobody would give back.
        var disk = await db.LockVolumeAsync(id, ct);
        if (disk.State is VolumeState.Quarantined or VolumeState.Released)
        {
            return new BlockVolumeNotFound();
        }

        var host = await db.Hosts.AsNoTracking().SingleAsync(h => h.Name == volume.HostName, ct);
        if (!await ExtentAccount.TryTakeMoreAsync(db, disk, host, ByteSize.FromGiB(sizeGib), ct))
        {
            return new NoRoomForVolume();
        }

        var action = await StartAsync(ActionTypes.Resize, volume, caller, ct);
        db.Add(BlockVolumeRuns.Resize(volume, sizeGib, action, clock.GetUtcNow()));
        return action;
    }

    /// <summary>There is nothing for a worker to do: the action has ended when it is answered, whatever else goes on with the volume.</summary>
    private async Task<Result<ResourceAction>> ProtectAsync(VolumeId id, string type, Caller caller, CancellationToken ct)
    {
        var volume = await db.LockBlockVolumeAsync(id, ct);
        if (volume.DeletedAt is not null)
        {
            return new BlockVolumeNotFound();
        }

        volume.ProtectFromDeletion(type == ActionTypes.EnableDeletionProtection);
        var action = await StartAsync(type, volume, caller, ct);
        action.Complete(clock.GetUtcNow());
        return action;
    }

    private async Task<Droplet?> LockDropletAsync(long dropletId, Caller caller, CancellationToken ct)
    {
        var id = new DropletId(dropletId);
        if (!await db.Droplets.Of(caller.AccountId).AnyAsync(d => d.Id == id, ct))
        {
            return null;
        }

        var droplet = await db.LockDropletAsync(id, ct);
        return droplet.Status == DropletStatus.Destroyed ? null : droplet;
    }

    private async Task<ResourceAction> StartAsync(string type, BlockVolume volume, Caller caller, CancellationToken ct)
    {
        var action = ResourceAction.StartOnVolume(
            await ids.NextActionIdAsync(ct), caller.AccountId, type, volume.Id, volume.RegionSlug, caller.TokenId, clock.GetUtcNow());
        db.Add(action);
        return action;
    }
}
