using CloudControl.Api.Document;
using CloudControl.Api.Http;
using CloudControl.Domain.Accounts;
using CloudControl.Domain.Images;
using CloudControl.Infrastructure.Persistence;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.AccountTransfers;

/// <summary>Which offer is answered.</summary>
[BodyExample("an offer", """{"transfer_id": 7501}""")]
public sealed record AccountTransferRequest(long? TransferId)
{
    public sealed class Validator : AbstractValidator<AccountTransferRequest>
    {
        public Validator() => RuleFor(r => r.TransferId).NotNull().WithMessage("transfer_id must name the transfer.");
    }
}

/// <summary>An offer that can be answered, with what is offered, locked for the length of the caller's transaction.</summary>
internal sealed record OfferedImage(AccountTransfer Transfer, Image Image);

/// <summary>Finds offers.</summary>
internal static class OfferedImages
{
    /// <returns>Null when there is no such offer, when it is over, or when its image is gone.</returns>
    public static async Task<OfferedImage?> LockOfferAsync(this CloudControlDb db, long imageId, long transferId, DateTimeOffset now, CancellationToken ct)
    {
        if (await db.LockImageAsync(new ImageId(imageId), ct) is not { } image)
        {
            return null;
        }

        var id = new AccountTransferId(transferId);
        var transfer = await db.AccountTransfers.SingleOrDefaultAsync(t => t.Id == id && t.ImageId == image.Id && t.AccountId == image.AccountId, ct);
        return transfer is not null && transfer.IsPending(now) ? new OfferedImage(transfer, image) : null;
    }

    public static Task<Account> AccountOfAsync(this CloudControlDb db, Caller caller, CancellationToken ct) =>
        db.Accounts.AsNoTracking().SingleAsync(a => a.Id == caller.AccountId, ct);
}
