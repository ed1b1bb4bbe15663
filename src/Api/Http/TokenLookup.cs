using CloudControl.Domain.Accounts;
using CloudControl.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.Http;

/// <summary>
/// Whose token it is. Only the SHA-256 of tokens is stored, so the lookup is by hash: there is no secret in the database to compare
/// with, and the time it takes says nothing about one. Every request asks the database: a revoked token is refused by all processes
/// from the next request on.
/// </summary>
public sealed class TokenLookup(CloudControlDb db, TimeProvider clock)
{
    /// <summary>Ours have 71 characters; longer than this is nobody's token and is not hashed.</summary>
    private const int MaximumTokenLength = 512;

    private static readonly Func<CloudControlDb, byte[], Task<Found?>> FindByHashAsync = EF.CompileAsyncQuery(
        (CloudControlDb db, byte[] hash) => db.Tokens
            .Where(t => t.Hash == hash)
            .Join(db.Accounts, t => t.AccountId, a => a.Id, (t, a) => new Found(t, a.IsOperator))
            .AsNoTracking()
            .SingleOrDefault());

    /// <summary>The caller; null for a token that is unknown, expired or revoked.</summary>
    public async Task<Caller?> FindAsync(string secret)
    {
        if (secret.Length is 0 or > MaximumTokenLength)
        {
            return null;
        }

        var now = clock.GetUtcNow();
        if (await FindByHashAsync(db, ApiToken.HashOf(secret)) is not { Token: var token, IsOperator: var isOperator } || !token.IsValidAt(now))
        {
            return null;
        }

        if (token.IsUseNewsAt(now))
        {
            await WriteUseAsync(token, now);
        }

        return new Caller(token.AccountId, token.Id, isOperator, new TokenScopes(token.Scopes), token.ExpiresAt);
    }

    /// <summary>One of the requests that come at the same time writes; the others find it written.</summary>
    private Task<int> WriteUseAsync(ApiToken token, DateTimeOffset now) => db.Tokens
        .Where(t => t.Id == token.Id && (t.LastUsedAt == null || t.LastUsedAt <= now - ApiToken.UseResolution))
        .ExecuteUpdateAsync(set => set.SetProperty(t => t.LastUsedAt, now));

    private sealed record Found(ApiToken Token, bool IsOperator);
}
