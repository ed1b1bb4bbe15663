using CloudControl.Domain.Accounts;
using CloudControl.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.Http;

/// <summary>
/// Whose token it is. Only the SHA-256 of tokens is stored, so the lookup is by hash: there is no secret in the database to compare
/// with, and the time it takes says nothing about one.
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

        return await FindByHashAsync(db, ApiToken.HashOf(secret)) is { } found && found.Token.IsValidAt(clock.GetUtcNow())
            ? new Caller(found.Token.AccountId, found.Token.Id, found.IsOperator)
            : null;
    }

    private sealed record Found(ApiToken Token, bool IsOperator);
}
