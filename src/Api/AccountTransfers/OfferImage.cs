using CloudControl.Api.Document;
using CloudControl.Api.Http;
using CloudControl.Api.Images;
using CloudControl.Domain;
using CloudControl.Domain.Accounts;
using CloudControl.Domain.Images;
using CloudControl.Infrastructure.Persistence;
using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.AccountTransfers;

/// <summary>
/// POST /v2/images/{id}/account_transfer: offers a snapshot to another account, answers 201 with the offer's id. The image stays the
/// sender's until the recipient accepts. Whether there is such a recipient the answer does not tell.
/// </summary>
public static class OfferImage
{
    /// <summary>Exactly one of the two.</summary>
    [BodyExample("by e-mail", """{"recipient_email": "grace@example.com"}""")]
    public sealed record Request(string? RecipientEmail, string? RecipientUuid);

    public sealed class Validator : AbstractValidator<Request>
    {
        /// <summary>The longest address that can be sent to (RFC 5321).</summary>
        private const int MaximumEmailLength = 254;

        public Validator()
        {
            RuleFor(r => r).Must(r => string.IsNullOrEmpty(r.RecipientEmail) != string.IsNullOrEmpty(r.RecipientUuid))
                .WithMessage("Either recipient_email or recipient_uuid must name the recipient.");
            RuleFor(r => r.RecipientEmail).MaximumLength(MaximumEmailLength).Must(email => string.IsNullOrEmpty(email) || email.Contains('@', StringComparison.Ordinal))
                .WithMessage("recipient_email must be an e-mail address.");
            RuleFor(r => r.RecipientUuid).Must(uuid => string.IsNullOrEmpty(uuid) || Guid.TryParse(uuid, out _)).WithMessage("recipient_uuid must be a UUID.");
        }
    }

    public sealed record Response(long TransferId);

    public static async Task<Results<Created<Response>, ErrorResult>> HandleAsync(
        long imageId, Request request, Caller caller, CloudControlDb db, IdBlocks ids, TimeProvider clock, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);

        // Every answer to an offer takes the image's lock first, so of two at one time the second sees what the first did.
        var found = await db.LockOwnImageAsync(new ImageId(imageId).ToString(), caller.AccountId, ct);
        if (found.Error is { } error)
        {
            return new ErrorResult(error);
        }

        var (image, now) = (found.Value!, clock.GetUtcNow());
        var transfer = AccountTransfer.Offer(
            await ids.NextAccountTransferIdAsync(ct), image, caller.AccountId, string.IsNullOrEmpty(request.RecipientEmail) ? null : request.RecipientEmail,
            string.IsNullOrEmpty(request.RecipientUuid) ? null : new AccountId(Guid.Parse(request.RecipientUuid)), now);
        if (await RefusalAsync(db, image, transfer, now, ct) is { } refused)
        {
            return new ErrorResult(refused);
        }

        db.Add(transfer);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return TypedResults.Created((string?)null, new Response(transfer.Id.Value));
    }

    private static async Task<Error?> RefusalAsync(CloudControlDb db, Image image, AccountTransfer transfer, DateTimeOffset now, CancellationToken ct)
    {
        if (image.Kind != ImageKind.Snapshot)
        {
            return new OnlySnapshotsChangeHands();
        }

        if (transfer.IsFor(await db.Accounts.AsNoTracking().SingleAsync(a => a.Id == transfer.AccountId, ct)))
        {
            return new RecipientIsSender();
        }

        var since = now - AccountTransfer.Lifetime;
        return await db.AccountTransfers.AnyAsync(t => t.ImageId == image.Id && t.State == AccountTransferState.Pending && t.OfferedAt > since, ct)
            ? new ImageIsOffered()
            : null;
    }
}
