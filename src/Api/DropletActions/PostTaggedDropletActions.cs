using CloudControl.Api.Actions;
using CloudControl.Api.Catalogue;
using CloudControl.Api.Droplets;
using CloudControl.Api.Http;
using CloudControl.Domain.Actions;
using CloudControl.Domain.Droplets;
using CloudControl.Infrastructure.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.DropletActions;

/// <summary>
/// POST /v2/droplets/actions?tag_name=: the same event for every droplet with the tag, all of them or, when one cannot, none.
/// </summary>
public static class PostTaggedDropletActions
{
    /// <summary>What makes sense for many: as in the contract, neither a reboot nor a rename nor a rebuild.</summary>
    private static readonly string[] ForMany =
    [
        ActionTypes.PowerOn, ActionTypes.PowerOff, ActionTypes.Shutdown, ActionTypes.PowerCycle, ActionTypes.Snapshot,
        ActionTypes.EnableBackups, ActionTypes.DisableBackups, ActionTypes.EnableIpv6,
    ];

    public sealed record Response(IReadOnlyList<ActionView> Actions);

    public static async Task<Results<Created<Response>, ErrorResult>> HandleAsync(
        [FromQuery(Name = "tag_name")] string? tagName, DropletActionRequest request, Caller caller, CloudControlDb db, DropletOrders orders,
        Catalogues catalogues, CancellationToken ct)
    {
        if (string.IsNullOrEmpty(tagName))
        {
            return new ErrorResult(new TagNameMissing());
        }

        if (!ForMany.Contains(request.Type))
        {
            return new ErrorResult(new ActionTypeUnknown(request.Type!));
        }

        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var droplets = await db.Droplets.Of(caller.AccountId).Tagged(tagName, db)
            .OrderBy(d => d.Id).Take(DestroyTaggedDroplets.MaximumDroplets + 1).ToListAsync(ct);
        if (droplets.Count > DestroyTaggedDroplets.MaximumDroplets)
        {
            return new ErrorResult(new TooManyTagged(DestroyTaggedDroplets.MaximumDroplets));
        }

        var actions = new List<ResourceAction>();
        foreach (var droplet in droplets)
        {
            var action = await orders.AddAsync(droplet, request, caller, ct);
            if (action.Error is { } refused)
            {
                return new ErrorResult(refused);
            }

            actions.Add(action.Value!);
        }

        if (await orders.CommitAsync(ct) is { } error)
        {
            return new ErrorResult(error);
        }

        var catalogue = await catalogues.GetAsync(db, ct);
        return TypedResults.Created((string?)null, new Response([.. actions.Select(a => ActionView.Of(a, catalogue))]));
    }
}
