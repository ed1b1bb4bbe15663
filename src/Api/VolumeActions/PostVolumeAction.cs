using CloudControl.Api.Actions;
using CloudControl.Api.Catalogue;
using CloudControl.Api.Http;
using CloudControl.Api.Volumes;
using CloudControl.Domain.BlockVolumes;
using CloudControl.Domain.Storage;
using CloudControl.Infrastructure.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.VolumeActions;

/// <summary>
/// POST /v2/volumes/{id}/actions and POST /v2/volumes/actions: begins an event of one block volume, answers 202 (see
/// <see cref="VolumeActionAnswers"/>) with its action.
/// </summary>
public static class PostVolumeAction
{
    public static async Task<Results<Accepted<ActionResponse>, Created<ActionResponse>, ErrorResult>> HandleAsync(
        Guid volumeId, VolumeActionRequest request, Caller caller, HttpRequest http, CloudControlDb db, VolumeOrders orders, Catalogues catalogues,
        VolumeActionAnswers answers, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var action = await orders.AddAsync(new VolumeId(volumeId), request, caller, ct);
        if (action.Error is { } error)
        {
            return new ErrorResult(error);
        }

        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return answers.Of(http, new ActionResponse(ActionView.Of(action.Value!, await catalogues.GetAsync(db, ct))));
    }

    public static async Task<Results<Accepted<ActionResponse>, Created<ActionResponse>, ErrorResult>> ByNameAsync(
        VolumeActionRequest request, Caller caller, HttpRequest http, CloudControlDb db, VolumeOrders orders, Catalogues catalogues,
        VolumeActionAnswers answers, CancellationToken ct)
    {
        if (string.IsNullOrEmpty(request.VolumeName))
        {
            return new ErrorResult(new VolumeNameMissing());
        }

        // Two are enough to know that the name alone does not say which.
        var named = await db.BlockVolumes.Of(caller.AccountId).Narrowed(request.VolumeName, request.Region).AsNoTracking().OrderBy(v => v.Id).Take(2).ToListAsync(ct);
        return named switch
        {
            [] => new ErrorResult(new BlockVolumeNotFound()),
            [var volume] => await HandleAsync(volume.Id.Value, request, caller, http, db, orders, catalogues, answers, ct),
            _ => new ErrorResult(new VolumeNameMissing()),
        };
    }
}
