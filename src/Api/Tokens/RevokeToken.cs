using CloudControl.Api.Http;
using CloudControl.Domain.Accounts;
using CloudControl.Infrastructure.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.Tokens;

/// <summary>
/// DELETE /v2/tokens/{id}: the next request with it is refused, whichever process it comes to; a token may revoke itself. Its row
/// stays, since the audit log and receipts name it.
/// </summary>
public static class RevokeToken
{
    public static Task<Results<NoContent, ErrorResult>> HandleAsync(Guid id, Caller caller, CloudControlDb db, TimeProvider clock, CancellationToken ct) =>
        RevokeAsync(id, caller.AccountId, db, clock, ct);

    internal static async Task<Results<NoContent, ErrorResult>> RevokeAsync(
        Guid id, AccountId account, CloudControlDb db, TimeProvider clock, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var revoked = await db.Tokens
            .Where(t => t.Id == new TokenId(id) && t.AccountId == account && t.RevokedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(t => t.RevokedAt, now), ct);
        return revoked == 0 ? new ErrorResult(new TokenNotFound()) : TypedResults.NoContent();
    }
}
