using CloudControl.Api.Http;
using CloudControl.Domain;
using CloudControl.Domain.Actions;
using CloudControl.Domain.Droplets;
using CloudControl.Domain.Droplets.Runs;
using CloudControl.Domain.Runs;
using CloudControl.Infrastructure.Events;
using CloudControl.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.DropletActions;

/// <summary>Turns a request into an event of a droplet: lock, action and run, to be saved together by whoever asked.</summary>
public sealed class DropletOrders(CloudControlDb db, IdBlocks ids, DiskOrders disks, TimeProvider clock)
{
    /// <summary>Adds one event. Call inside a transaction: an event that needs room on the host takes it at once.</summary>
    /// <returns>The action; or why the droplet cannot take it, in which case nothing may be saved.</returns>
    public async Task<Result<ResourceAction>> AddAsync(Droplet droplet, DropletActionRequest request, Caller caller, CancellationToken ct)
    {
        var begun = droplet.BeginEvent();
        if (begun.Error is { } pending)
        {
            return pending;
        }

        var now = clock.GetUtcNow();
        var action = ResourceAction.Start(
            await ids.NextActionIdAsync(ct), caller.AccountId, request.Type!, ResourceTypes.Droplet, droplet.Id.Value, droplet.RegionSlug,
            caller.TokenId, now);
        if (SettingOrders.Knows(request.Type!))
        {
            return await SetAsync(droplet, request, action, now, ct);
        }

        var run = request.Type switch
        {
            // On an active droplet too: Ansible waits for active and then powers on.
            ActionTypes.PowerOn => DropletRuns.PowerOn(droplet, action, now),
            ActionTypes.PowerOff => Off(droplet, DropletRuns.PowerOff, action, now),
            ActionTypes.Shutdown => Off(droplet, DropletRuns.Shutdown, action, now),
            ActionTypes.Reboot => Restart(droplet, DropletRuns.Reboot, action, now),
            ActionTypes.PowerCycle => Restart(droplet, DropletRuns.PowerCycle, action, now),
            ActionTypes.Rename => Rename(droplet, request.Name, action, now),
            ActionTypes.Rebuild => await disks.RebuildAsync(droplet, request.Image, caller, action, now, ct),
            ActionTypes.Restore => await disks.RestoreAsync(droplet, request.Image, caller, action, now, ct),
            ActionTypes.Resize => await disks.ResizeAsync(droplet, request.Size, request.Disk == true, action, now, ct),
            ActionTypes.Snapshot => await disks.SnapshotAsync(droplet, request.Name, action, now, ct),
            _ => new ActionTypeUnknown(request.Type!),
        };
        if (run.Error is { } error)
        {
            return error;
        }

        db.AddRange(action, run.Value!);
        return action;
    }

    private async Task<Result<ResourceAction>> SetAsync(
        Droplet droplet, DropletActionRequest request, ResourceAction action, DateTimeOffset now, CancellationToken ct)
    {
        if (SettingOrders.Carry(droplet, request, action, now) is { } refused)
        {
            return refused;
        }

        db.Add(action);
        await EventLog.RecordAsync(db, DropletEvents.ActionEnded(droplet, action), now, ct);
        return action;
    }

    /// <summary>Saves what was added and ends the transaction.</summary>
    /// <returns>Null; or <see cref="DropletHasPendingEvent"/> when somebody else's event was first.</returns>
    public async Task<Error?> CommitAsync(CancellationToken ct)
    {
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateException exception) when (exception is DbUpdateConcurrencyException || exception.Violates(UniqueIndexes.OnePendingAction))
        {
            return new DropletHasPendingEvent();
        }

        await db.Database.CommitTransactionAsync(ct);
        return null;
    }

    private static Result<PipelineRun> Off(
        Droplet droplet, Func<Droplet, ResourceAction, DateTimeOffset, PipelineRun> run, ResourceAction action, DateTimeOffset now) =>
        droplet.Status == DropletStatus.Off ? new DropletAlreadyOff() : run(droplet, action, now);

    private static Result<PipelineRun> Restart(
        Droplet droplet, Func<Droplet, ResourceAction, DateTimeOffset, PipelineRun> run, ResourceAction action, DateTimeOffset now) =>
        droplet.Status == DropletStatus.Off ? new DropletNotOn() : run(droplet, action, now);

    private static Result<PipelineRun> Rename(Droplet droplet, string? name, ResourceAction action, DateTimeOffset now) =>
        DropletName.IsValid(name) ? DropletRuns.Rename(droplet, name!, action, now) : new NewNameMissing();
}
