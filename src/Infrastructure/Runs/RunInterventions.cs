using CloudControl.Domain.Accounts;
using CloudControl.Domain.Actions;
using CloudControl.Domain.BlockVolumes.Runs;
using CloudControl.Domain.Droplets;
using CloudControl.Domain.Images;
using CloudControl.Domain.ReservedIps;
using CloudControl.Domain.Runs;
using CloudControl.Infrastructure.Events;
using CloudControl.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Infrastructure.Runs;

/// <summary>What an operator can do about a run that does not go on by itself.</summary>
public static class RunInterventions
{
    /// <summary>Makes a run that waits due now, however long it was to wait.</summary>
    /// <returns>False when a worker drives it, or it has ended.</returns>
    public static async Task<bool> RetryAsync(CloudControlDb db, RunId run, CancellationToken ct)
    {
        var queues = await db.Database.SqlQuery<string>(
            $"""
            with due as (
                update runs set due_at = now(), dispatched_at = null
                where id = {run.Value} and status in ('forward', 'undoing', 'stuck') and (lease_until is null or lease_until <= now())
                returning queue)
            select queue from due, pg_notify('cloudcontrol_runs', queue)
            """).ToListAsync(ct);
        return queues.Count == 1;
    }

    /// <summary>
    /// Ends a stuck run where it stands and its action with it, and unlocks what it worked on. It gives nothing back: extents that are
    /// quarantined stay quarantined until the host's reconciler starts an ordinary run that scrubs them, and a volume that the run was
    /// making is quarantined in the database, so that the same happens to it and nobody waits for it. So nothing that was not scrubbed is
    /// ever given to anybody. The raised attempt is the fence: a worker that still acts stores nothing any more.
    /// </summary>
    /// <returns>False when it is not stuck, or a worker drives it.</returns>
    public static async Task<bool> AbandonAsync(CloudControlDb db, PipelineRun run, DateTimeOffset now, CancellationToken ct)
    {
        var error = new Abandoned();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var ended = await db.Database.ExecuteSqlAsync(
            $"""
            update runs set status = 'failed', ended_at = now(), attempt = attempt + 1, lease_owner = null, lease_until = null,
                error_code = {error.Code}, error_message = {error.Message}
            where id = {run.Id.Value} and status = 'stuck' and (lease_until is null or lease_until <= now())
            """,
            ct);
        if (ended == 0)
        {
            return false;
        }

        if (run.ActionId is { } action)
        {
            await EndAsync(db, run, action, error, now, ct);
        }
        else
        {
            await QuarantineUnfinishedAsync(db, run, ct);
        }

        await transaction.CommitAsync(ct);
        return true;
    }

    /// <summary>The droplet, reserved IP, block volume or image first, then the action: the order in which every step takes their locks.</summary>
    private static async Task EndAsync(CloudControlDb db, PipelineRun run, ActionId id, Abandoned error, DateTimeOffset now, CancellationToken ct)
    {
        var about = await db.Actions.AsNoTracking().SingleAsync(a => a.Id == id, ct);
        var droplet = DropletOf(run, about) is { } dropletId ? await db.LockDropletAsync(dropletId, ct) : null;
        var volume = about is { ResourceType: ResourceTypes.Volume, VolumeId: { } volumeId } ? await db.LockBlockVolumeAsync(volumeId, ct) : null;
        var reserved = about is { ResourceType: ResourceTypes.ReservedIp, ResourceId: { } address } ? await FindReservedIpAsync(db, about.AccountId, address, ct) : null;
        var image = about is { ResourceType: ResourceTypes.Image, ResourceId: { } number } ? await db.LockImageAsync(new ImageId(number), ct) : null;
        await QuarantineUnfinishedAsync(db, run, ct);
        var action = await db.LockActionAsync(id, ct);
        if (action.Status != ActionStatus.InProgress)
        {
            return;
        }

        action.Fail(error.Code, error.Message, now);
        volume?.EndEvent();
        reserved?.EndEvent();
        if (droplet is not null)
        {
            droplet.EndEvent();
            var told = action.Type == ActionTypes.Create ? DropletEvents.CreateFailed(droplet, action) : DropletEvents.ActionEnded(droplet, action);
            await EventLog.RecordAsync(db, told, now, ct);
        }
        else if (volume is not null)
        {
            var told = action.Type == ActionTypes.Create ? VolumeEvents.CreateFailed(volume, action) : VolumeEvents.ActionEnded(volume, action);
            await EventLog.RecordAsync(db, told, now, ct);
        }
        else if (image is not null)
        {
            RefuseUnfinished(image, error);
            await EventLog.RecordAsync(db, ImageEvents.ActionEnded(action.AccountId, image.Id, action), now, ct);
        }

        await db.SaveChangesAsync(ct);
    }

    /// <summary>
    /// What this run was making, and never becomes ready now. A run's state names its volumes by their ids, whatever it calls them; one that
    /// is still to be made is this run's unless an earlier one makes it, and is waited for by those that came later.
    /// </summary>
    private static Task<int> QuarantineUnfinishedAsync(CloudControlDb db, PipelineRun run, CancellationToken ct) => db.Database.ExecuteSqlAsync(
        $"""
        update volumes v set state = 'quarantined'
        where v.host_name = {run.Queue} and v.state = 'ordered' and position(v.id::text in {run.State}) > 0
          and not exists (
            select from runs earlier join runs own on own.id = {run.Id.Value}
            where earlier.queue = v.host_name and earlier.status in ('forward', 'undoing', 'stuck')
              and (earlier.created_at, earlier.id) < (own.created_at, own.id) and position(v.id::text in earlier.state::text) > 0)
        """,
        ct);

    /// <summary>One that was being imported never comes, and can be deleted now; one that was being transferred is where it was.</summary>
    private static void RefuseUnfinished(Image image, Abandoned error)
    {
        if (image.State != ImageState.Available)
        {
            image.Refuse(error.Message);
        }
    }

    /// <summary>An attaching or a detaching is about a volume, and has the droplet locked as well.</summary>
    private static DropletId? DropletOf(PipelineRun run, ResourceAction about) => run.Pipeline is BlockVolumeRuns.AttachPipeline or BlockVolumeRuns.DetachPipeline
        ? RunState.Read<VolumeAttachment>(run.State).DropletId
        : about is { ResourceType: ResourceTypes.Droplet, ResourceId: { } number } ? new DropletId(number) : null;

    /// <summary>It is not released while its event is open, so the account has one of this address.</summary>
    private static async Task<ReservedIp> FindReservedIpAsync(CloudControlDb db, AccountId account, long number, CancellationToken ct)
    {
        var address = ReservedIp.AddressOf(number);
        var ip = await db.ReservedIps.AsNoTracking().SingleAsync(r => r.AccountId == account && r.Address == address && r.ReleasedAt == null, ct);
        return await db.LockReservedIpAsync(ip.Id, ct);
    }
}
