using CloudControl.Api.Actions;
using CloudControl.Api.Catalogue;
using CloudControl.Api.Http;
using CloudControl.Api.Images;
using CloudControl.Domain;
using CloudControl.Domain.Actions;
using CloudControl.Domain.Images;
using CloudControl.Infrastructure.Persistence;
using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CloudControl.Api.ImageActions;

/// <summary>
/// POST /v2/images/{id}/actions: <c>convert</c> makes a backup a snapshot, which is kept until it is deleted. It is done with the answer.
/// </summary>
public static class PostImageAction
{
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
        var action = ResourceAction.Start(
            await ids.NextActionIdAsync(ct), caller.AccountId, request.Type!, ResourceTypes.Image, imageId, image.Regions[0], caller.TokenId, now);
        Error? refused = request.Type switch
        {
            ActionTypes.Convert => Convert(image, action, now),
            _ => new ImageActionUnknown(request.Type!),
        };
        if (refused is not null)
        {
            return new ErrorResult(refused);
        }

        db.Add(action);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return TypedResults.Created((string?)null, new ActionResponse(ActionView.Of(action, await catalogues.GetAsync(db, ct))));
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
