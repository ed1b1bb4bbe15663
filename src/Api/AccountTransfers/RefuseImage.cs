using CloudControl.Api.Http;
using CloudControl.Domain.Images;
using CloudControl.Infrastructure.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CloudControl.Api.AccountTransfers;

/// <summary>
/// POST /v2/images/{id}/account_transfer/cancel, by the sender, and …/decline, by the recipient: 204, and the image stays where it is.
/// </summary>
public static class RefuseImage
{
    public static Task<Results<NoContent, ErrorResult>> CancelAsync(
        long imageId, AccountTransferRequest request, Caller caller, CloudControlDb db, TimeProvider clock, CancellationToken ct) =>
        EndAsync(imageId, request, AccountTransferState.Canceled, offer => Task.FromResult(offer.AccountId == caller.AccountId), db, clock, ct);

    public static Task<Results<NoContent, ErrorResult>> DeclineAsync(
        long imageId, AccountTransferRequest request, Caller caller, CloudControlDb db, TimeProvider clock, CancellationToken ct) =>
        EndAsync(imageId, request, AccountTransferState.Declined, async offer => offer.IsFor(await db.AccountOfAsync(caller, ct)), db, clock, ct);

    private static async Task<Results<NoContent, ErrorResult>> EndAsync(
        long imageId, AccountTransferRequest request, AccountTransferState state, Func<AccountTransfer, Task<bool>> mayAsync, CloudControlDb db,
        TimeProvider clock, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await db.LockOfferAsync(imageId, request.TransferId!.Value, clock.GetUtcNow(), ct) is not { } offered || !await mayAsync(offered.Transfer))
        {
            return new ErrorResult(new AccountTransferNotFound());
        }

        offered.Transfer.End(state, clock.GetUtcNow());
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return TypedResults.NoContent();
    }
}
