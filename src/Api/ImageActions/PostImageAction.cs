using CloudControl.Api.Actions;
using CloudControl.Api.Catalogue;
using CloudControl.Api.Document;
using CloudControl.Api.Http;
using CloudControl.Api.Images;
using CloudControl.Domain;
using CloudControl.Domain.Actions;
using CloudControl.Domain.Images;
using CloudControl.Infrastructure.Events;
using CloudControl.Infrastructure.Persistence;
using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.ImageActions;

/// <summary>
/// POST /v2/images/{id}/actions: <c>transfer</c> makes a copy in another region; <c>convert</c> makes a backup a snapshot, which is kept
/// until it is deleted, and is done with the answer.
/// </summary>
public static class PostImageAction
{
    [BodyExample("a copy elsewhere", """{"type": "transfer", "region": "ams3"}""")]
    [BodyExample("keep a backup", """{"type": "convert"}""")]
    public sealed record Request(string? Type, string? Region);

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator() => RuleFor(r => r.Type).NotEmpty().WithMessage("type must name an action.");
    }

    public static async Task<Results<Created<ActionResponse>, ErrorResult>> HandleAsync(
        long imageId, Request request, Caller caller, CloudControlDb db, IdBlocks ids, Catalogues catalogues, TimeProvider clock,
        CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var found = await db.LockOwnImageAsync(new ImageId(imageId).ToString(), caller.AccountId, ct);
        if (found.Error is { } error)
        {
            return new ErrorResult(error);
        }

        var (image, now) = (found.Value!, clock.GetUtcNow());
        if (image.State != ImageState.Available)
        {
            return new ErrorResult(image.State == ImageState.Refused ? new ImageNotAvailable() : new ImageHasPendingEvent());
        }

        var action = ResourceAction.Start(
            await ids.NextActionIdAsync(ct), caller.AccountId, request.Type!, ResourceTypes.Image, imageId, image.Regions[0], caller.TokenId, now);
        if (await db.Actions.OfImage(imageId, caller).AnyAsync(a => a.Status == ActionStatus.InProgress, ct))
        {
            return new ErrorResult(new ImageHasPendingEvent());
        }

        var refused = request.Type switch
        {
            ActionTypes.Transfer => await TransferAsync(db, image, request.Region, action, now, ct),
            ActionTypes.Convert => Convert(image, action, now),
            _ => new ImageActionUnknown(request.Type!),
        };
        if (refused is not null)
        {
            return new ErrorResult(refused);
        }

        db.Add(action);
        if (action.Status != ActionStatus.InProgress)
        {
            await EventLog.RecordAsync(db, ImageEvents.ActionEnded(caller.AccountId, image.Id, action), now, ct);
        }

        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return TypedResults.Created((string?)null, new ActionResponse(ActionView.Of(action, await catalogues.GetAsync(db, ct))));
    }

    private static async Task<Error?> TransferAsync(
        CloudControlDb db, Image image, string? region, ResourceAction action, DateTimeOffset now, CancellationToken ct)
    {
        var run = await TransferImage.OrderAsync(db, image, region, action, now, ct);
        if (run.Error is null)
        {
            db.Add(run.Value!);
        }

        return run.Error;
    }

    private static ImageIsNoBackup? Convert(Image image, ResourceAction action, DateTimeOffset now)
    {
        if (image.Kind != ImageKind.Backup)
        {
            return new ImageIsNoBackup();
        }

        image.Keep();
        action.Complete(now);
        return null;
    }
}
