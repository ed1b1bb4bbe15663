using CloudControl.Api.Actions;
using CloudControl.Api.Catalogue;
using CloudControl.Api.Droplets;
using CloudControl.Api.Http;
using CloudControl.Domain.Droplets;
using CloudControl.Infrastructure.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CloudControl.Api.DropletActions;

/// <summary>POST /v2/droplets/{id}/actions: begins an event of one droplet, answers 201 with its action.</summary>
public static class PostDropletAction
{
    public static async Task<Results<Created<ActionResponse>, ErrorResult>> HandleAsync(
        long dropletId, DropletActionRequest request, Caller caller, CloudControlDb db, DropletOrders orders, Catalogues catalogues,
        CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await db.Droplets.Of(caller.AccountId).FindAsync(dropletId, ct) is not { } droplet)
        {
            return new ErrorResult(new DropletNotFound());
        }

        var action = await orders.AddAsync(droplet, request, caller, ct);
        if ((action.Error ?? await orders.CommitAsync(ct)) is { } error)
        {
            return new ErrorResult(error);
        }

        return TypedResults.Created((string?)null, new ActionResponse(ActionView.Of(action.Value!, await catalogues.GetAsync(db, ct))));
    }
}
