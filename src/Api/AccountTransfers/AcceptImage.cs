using CloudControl.Api.Document;
using CloudControl.Api.Http;
using CloudControl.Domain.Actions;
using CloudControl.Domain.Images;
using CloudControl.Infrastructure.Persistence;
using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.AccountTransfers;

/// <summary>
/// POST /v2/images/{id}/account_transfer/accept: the image, all its copies included, is the caller's with the answer, an empty 201. Droplets
/// that the sender made from it keep their disks, and whoever deletes it from now on is given the receipt.
/// </summary>
public static class AcceptImage
{
    /// <param name="TransferId">The offer.</param>
    /// <param name="RecipientUuid">The account that takes it: the caller's.</param>
    [BodyExample("an offer", """{"transfer_id": 7501, "recipient_uuid": "0198f3c2-5a7e-7c41-9d0b-3f6a2b8c1d4e"}""")]
    public sealed record Request(long? TransferId, string? RecipientUuid);

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator()
        {
            RuleFor(r => r.TransferId).NotNull().WithMessage("transfer_id must name the transfer.");
            RuleFor(r => r.RecipientUuid).NotEmpty().WithMessage("recipient_uuid must name the account that takes the image.");
            RuleFor(r => r.RecipientUuid).Must(uuid => Guid.TryParse(uuid, out _)).WithMessage("recipient_uuid must name the account that takes the image.");
        }
    }

    public static async Task<Results<Created, ErrorResult>> HandleAsync(
        long imageId, Request request, Caller caller, CloudControlDb db, TimeProvider clock, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (Guid.Parse(request.RecipientUuid!) != caller.AccountId.Value
            || await db.LockOfferAsync(imageId, request.TransferId!.Value, now, ct) is not { } offered
            || !offered.Transfer.IsFor(await db.AccountOfAsync(caller, ct)))
        {
            return new ErrorResult(new AccountTransferNotFound());
        }

        // A copy that is being made would still be the sender's.
        if (await db.Actions.AnyAsync(a => a.ResourceType == ResourceTypes.Image && a.ResourceId == imageId && a.Status == ActionStatus.InProgress, ct))
        {
            return new ErrorResult(new ImageHasPendingEvent());
        }

        offered.Image.GiveTo(caller.AccountId);
        offered.Transfer.End(AccountTransferState.Accepted, now);
        await db.SaveChangesAsync(ct);
        await db.Volumes.Where(v => v.ImageId == offered.Image.Id).ExecuteUpdateAsync(set => set.SetProperty(v => v.AccountId, caller.AccountId), ct);
        await transaction.CommitAsync(ct);
        return TypedResults.Created();
    }
}
