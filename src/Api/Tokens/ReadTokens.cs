using CloudControl.Api.Http;
using CloudControl.Domain.Accounts;
using CloudControl.Infrastructure.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.Tokens;

/// <summary>GET /v2/tokens and GET /v2/tokens/{id}: the account's tokens that are not revoked, oldest first, without their secrets.</summary>
public static class ReadTokens
{
    /// <summary>One page of them.</summary>
    public sealed record Response(IReadOnlyList<TokenView> Tokens, ListLinks Links, ListMeta Meta);

    public static async Task<Ok<Response>> ListAsync(PageRequest page, HttpRequest request, Caller caller, CloudControlDb db, CancellationToken ct) =>
        TypedResults.Ok(await PageAsync(page, request, caller.AccountId, db, ct));

    public static async Task<Results<Ok<TokenAnswer>, ErrorResult>> GetAsync(Guid id, Caller caller, CloudControlDb db, CancellationToken ct) =>
        await TokensOf(db, caller.AccountId).SingleOrDefaultAsync(t => t.Id == new TokenId(id), ct) is { } token
            ? TypedResults.Ok(new TokenAnswer(TokenView.Of(token)))
            : new ErrorResult(new TokenNotFound());

    internal static async Task<Response> PageAsync(
        PageRequest page, HttpRequest request, AccountId account, CloudControlDb db, CancellationToken ct)
    {
        var tokens = await page.ReadAsync(TokensOf(db, account).OrderBy(t => t.CreatedAt).ThenBy(t => t.Id), ct);
        return new Response([.. tokens.Rows.Select(TokenView.Of)], ListLinks.Of(request, tokens), new ListMeta(tokens.Total));
    }

    private static IQueryable<ApiToken> TokensOf(CloudControlDb db, AccountId account) =>
        db.Tokens.AsNoTracking().Where(t => t.AccountId == account && t.RevokedAt == null);
}
