using CloudControl.Api.Http;
using CloudControl.Domain.Actions;
using CloudControl.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.LegacyV1;

/// <summary>/events/{id}: today's actions. Clients wait until <c>action_status</c> and <c>percentage</c> are no longer null.</summary>
internal static class LegacyEvents
{
    /// <summary>The first is 1. Which number stood for what then nobody reads any more; what is not here is 0.</summary>
    private static readonly string[] Types =
    [
        ActionTypes.Create, ActionTypes.Destroy, ActionTypes.PowerOn, ActionTypes.PowerOff, ActionTypes.PowerCycle, ActionTypes.Reboot,
        ActionTypes.Shutdown, ActionTypes.Rebuild, ActionTypes.Resize, ActionTypes.Snapshot, ActionTypes.Restore, ActionTypes.Rename,
        ActionTypes.EnableBackups, ActionTypes.DisableBackups, ActionTypes.PasswordReset, ActionTypes.Transfer,
    ];

    public static async Task<IResult> GetAsync(long eventId, Caller caller, CloudControlDb db, CancellationToken ct)
    {
        var id = new ActionId(eventId);
        if (await db.Actions.AsNoTracking().SingleOrDefaultAsync(a => a.Id == id && a.AccountId == caller.AccountId, ct) is not { } action)
        {
            return LegacyAnswers.Of(new ActionNotFound());
        }

        var ended = action.Status != ActionStatus.InProgress;
        return Results.Ok(new
        {
            Status = "OK",
            Event = new
            {
                Id = action.Id.Value,
                ActionStatus = action.Status switch { ActionStatus.InProgress => null, ActionStatus.Completed => "done", _ => "error" },
                DropletId = action.ResourceType == ResourceTypes.Droplet ? action.ResourceId : (long?)null,
                EventTypeId = Array.IndexOf(Types, action.Type) + 1,
                Percentage = ended ? "100" : null,
            },
        });
    }
}
