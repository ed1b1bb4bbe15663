using CloudControl.Api.Http;
using CloudControl.Api.Waiting;
using CloudControl.Domain.Actions;
using CloudControl.Infrastructure.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CloudControl.Api.Actions;

/// <summary>
/// GET /v2/actions/{id}?wait=…: also when what it was about is gone, so that a destroy can be watched to its end. With <c>wait</c>, 1
/// to 60 seconds, the answer comes when the action has ended and not before the seconds are over.
/// </summary>
public static class GetAction
{
    public static async Task<Results<Ok<ActionResponse>, ErrorResult>> HandleAsync(
        long actionId, string? wait, Caller caller, CloudControlDb db, ActionWaits waits, CancellationToken ct)
    {
        var id = new ActionId(actionId);
        var mine = db.Actions.Where(a => a.Id == id && a.AccountId == caller.AccountId);
        return await waits.AnswerAsync(wait, id, caller, db, mine, ct);
    }
}
