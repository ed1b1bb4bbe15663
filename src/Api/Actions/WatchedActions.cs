using CloudControl.Domain.Actions;
using CloudControl.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.Actions;

/// <summary>What an action's run tells whoever watches the action.</summary>
/// <param name="StepsDone">Steps done and not undone.</param>
/// <param name="StepsTotal">All its steps; null until a worker has begun.</param>
/// <param name="BytesDone">Bytes scrubbed so far; null when it scrubs nothing.</param>
/// <param name="BytesTotal">Bytes to scrub in all.</param>
/// <param name="Reason">For operators: why it waits, or turned round.</param>
/// <param name="HostIsAway">Nobody serves the host it is done on: it waits.</param>
public sealed record RunOfAction(int StepsDone, int? StepsTotal, long? BytesDone, long? BytesTotal, string? Reason, bool HostIsAway);

/// <summary>An action and what its run says, read in one query.</summary>
public sealed record WatchedAction(ResourceAction Action, RunOfAction? Run);

/// <summary>Reads actions together with their runs.</summary>
internal static class WatchedActions
{
    private static readonly TimeSpan AwayAfter = Domain.Hosts.Host.AwayAfter;

    /// <summary>Each action with its run; an action has one run at most.</summary>
    public static IQueryable<WatchedAction> Watched(this CloudControlDb db, IQueryable<ResourceAction> actions) =>
        actions.AsNoTracking().Select(action => new WatchedAction(
            action,
            db.Runs.Where(run => run.ActionId == action.Id)
                .Select(run => new RunOfAction(run.StepsDone, run.StepsTotal, run.BytesDone, run.BytesTotal, run.Reason,
                    run.EndedAt == null && db.Hosts.Any(host => host.Name == run.Queue && host.LastSeenAt < CloudControlDb.Now() - AwayAfter)))
                .FirstOrDefault()));
}
