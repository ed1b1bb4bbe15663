using CloudControl.Api.Http;
using CloudControl.Api.Tokens;
using CloudControl.Domain.Accounts;
using CloudControl.Infrastructure.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CloudControl.Api.Accounts;

/// <summary>
/// /v2/accounts/{id}/tokens: the tokens of any account, made, listed and revoked by operators; the first one of a new account above all.
/// </summary>
public static class AccountTokens
{
    public static async Task<Results<Created<TokenAnswer>, ErrorResult>> CreateAsync(
        Guid id, TokenOrder order, Caller caller, KnownScopes known, CloudControlDb db, TimeProvider clock, CancellationToken ct)
    {
        if (await db.FindAccountAsync(id, ct) is not { } account)
        {
            return new ErrorResult(new AccountNotFound());
        }

        var issued = await order.IssueAsync(account, caller, known, db, clock, ct);
        return issued.IsOk ? TypedResults.Created($"/v2/tokens/{issued.Value.Id}", new TokenAnswer(issued.Value)) : new ErrorResult(issued.Error!);
    }

    public static async Task<Results<Ok<ReadTokens.Response>, ErrorResult>> ListAsync(
        Guid id, PageRequest page, HttpRequest request, CloudControlDb db, CancellationToken ct) =>
        await db.FindAccountAsync(id, ct) is { } account
            ? TypedResults.Ok(await ReadTokens.PageAsync(page, request, account.Id, db, ct))
            : new ErrorResult(new AccountNotFound());

    public static Task<Results<NoContent, ErrorResult>> RevokeAsync(
        Guid id, Guid tokenId, CloudControlDb db, TimeProvider clock, CancellationToken ct) =>
        RevokeToken.RevokeAsync(tokenId, new AccountId(id), db, clock, ct);
}
