using CloudControl.Api.Http;
using CloudControl.Domain;
using CloudControl.Domain.Accounts;
using CloudControl.Infrastructure.Images;
using CloudControl.Infrastructure.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CloudControl.Api.Images;

/// <summary>
/// DELETE /v2/images/{id}: 204 at once. From then on nobody finds the image; its bytes are quarantined, scrubbed, read back and released
/// behind the answer, each copy with a receipt. Droplets made from it keep their disks.
/// </summary>
public static class DeleteImage
{
    public static async Task<Results<NoContent, ErrorResult>> HandleAsync(
        string imageId, Caller caller, CloudControlDb db, TimeProvider clock, CancellationToken ct) =>
        await DeleteAsync(imageId, caller.AccountId, db, clock, ct) is { } error ? new ErrorResult(error) : TypedResults.NoContent();

    /// <summary>Deletes one of the account's own images, in a transaction of its own.</summary>
    /// <returns>Null; or why it cannot be deleted.</returns>
    internal static async Task<Error?> DeleteAsync(
        string imageId, AccountId account, CloudControlDb db, TimeProvider clock, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var found = await db.LockOwnImageAsync(imageId, account, ct);
        if (found.Error is { } error)
        {
            return error;
        }

        if (await ImageOrders.DeleteAsync(db, found.Value!, clock.GetUtcNow(), ct) is { } pending)
        {
            return pending;
        }

        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return null;
    }
}
