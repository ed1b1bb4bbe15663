using System.Globalization;
using CloudControl.Api.Actions;
using CloudControl.Api.Catalogue;
using CloudControl.Api.Http;
using CloudControl.Domain;
using CloudControl.Domain.Actions;
using CloudControl.Infrastructure.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.Waiting;

/// <summary>
/// <c>?wait=30</c>: answers with an action as soon as it has ended, or as it is when the seconds are over or the process stops. A
/// request that waits holds no connection to the database: it is woken when there is something to look at.
/// </summary>
public sealed class ActionWaits(
    Bells bells, WaitingLimits limits, Catalogues catalogues, TimeProvider clock, IHostApplicationLifetime process)
{
    private readonly Places places = new(limits.Actions, limits.ActionsPerToken);

    /// <param name="wait">As the caller wrote it; null or empty answers at once.</param>
    /// <param name="action">Which action.</param>
    /// <param name="caller">Who waits.</param>
    /// <param name="db">The request's.</param>
    /// <param name="actions">Where the caller may find it: one action at most.</param>
    /// <param name="ct">Cancelled when the caller hangs up.</param>
    internal async Task<Results<Ok<ActionResponse>, ErrorResult>> AnswerAsync(
        string? wait, ActionId action, Caller caller, CloudControlDb db, IQueryable<ResourceAction> actions, CancellationToken ct)
    {
        var found = await FindAsync(wait, action, caller, db.Watched(actions), ct);
        return found.IsOk
            ? TypedResults.Ok(new ActionResponse(ActionView.Of(found.Value, caller, await catalogues.GetAsync(db, ct))))
            : new ErrorResult(found.Error);
    }

    private async Task<Result<WatchedAction>> FindAsync(
        string? wait, ActionId action, Caller caller, IQueryable<WatchedAction> actions, CancellationToken ct)
    {
        if (string.IsNullOrEmpty(wait))
        {
            return await actions.SingleOrDefaultAsync(ct) is { } now ? now : new ActionNotFound();
        }

        if (!int.TryParse(wait, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || seconds is < 1 or > WaitingLimits.LongestWaitSeconds)
        {
            return new WaitOutOfRange();
        }

        using var place = places.Take(caller.TokenId.Value);
        return place is null ? new TooManyWaiting() : await WaitAsync(TimeSpan.FromSeconds(seconds), action, actions, ct);
    }

    private async Task<Result<WatchedAction>> WaitAsync(TimeSpan limit, ActionId action, IQueryable<WatchedAction> actions, CancellationToken ct)
    {
        var began = clock.GetTimestamp();
        using var bell = bells.Hang(News.OfAction(action));     // before the first look: an end in between rings
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct, process.ApplicationStopping);
        while (true)
        {
            if (await actions.SingleOrDefaultAsync(ct) is not { } found)
            {
                return new ActionNotFound();
            }

            var left = limit - clock.GetElapsedTime(began);
            if (found.Action.Status != ActionStatus.InProgress || left <= TimeSpan.Zero)
            {
                return found;
            }

            try
            {
                await bell.WaitAsync(left, patience.Token);
            }
            catch (OperationCanceledException) when (!ct.IsCancellationRequested)
            {
                return found;     // the process stops
            }
        }
    }
}
