using CloudControl.Domain.Accounts;
using CloudControl.Infrastructure.Persistence;
using Npgsql;

namespace CloudControl.Api.Http;

/// <summary>
/// Whose token it is. Only the SHA-256 of tokens is stored, so the lookup is by hash: there is no secret in the database to compare
/// with, and the time it takes says nothing about one. Every request asks the database: a revoked token is refused by all processes
/// from the next request on. It is the one question that is asked before it is known whose rows may be seen, so it has statements of
/// its own, on the process's own connections.
/// </summary>
public sealed class TokenLookup(NpgsqlDataSource database, TimeProvider clock)
{
    /// <summary>Ours have 71 characters; longer than this is nobody's token and is not hashed.</summary>
    private const int MaximumTokenLength = 512;

    private const string FindByHash = """
        select t.id, t.account_id, a.is_operator, t.scopes, t.expires_at, t.last_used_at is null or t.last_used_at <= $3, t.hash
        from api_tokens t join accounts a on a.id = t.account_id
        where t.hash = $1 and t.revoked_at is null and (t.expires_at is null or t.expires_at > $2)
        """;

    /// <summary>One of the requests that come at the same time writes; the others find it written.</summary>
    private const string WriteUse = "update api_tokens set last_used_at = $2 where id = $1 and (last_used_at is null or last_used_at <= $3)";

    /// <summary>The caller; null for a token that is unknown, expired or revoked.</summary>
    public async Task<Caller?> FindAsync(string secret)
    {
        if (secret.Length is 0 or > MaximumTokenLength)
        {
            return null;
        }

        try
        {
            return await FindAsync(ApiToken.HashOf(secret), clock.GetUtcNow());
        }
        catch (Exception failure)
        {
            ConnectionsOutOfStep.Judge(database, failure);     // as the contexts do, which these statements go past
            throw;
        }
    }

    private async Task<Caller?> FindAsync(byte[] hash, DateTimeOffset now)
    {
        var (caller, isNews) = await FindByHashAsync(hash, now);
        if (caller is not null && isNews)
        {
            await using var use = database.CreateCommand(WriteUse);
            Add(use, caller.TokenId.Value);
            AddTimes(use, now);
            await use.ExecuteNonQueryAsync();
        }

        return caller;
    }

    private static void Add<T>(NpgsqlCommand command, T value) => command.Parameters.Add(new NpgsqlParameter<T> { TypedValue = value });

    private static void AddTimes(NpgsqlCommand command, DateTimeOffset now)
    {
        Add(command, now.UtcDateTime);
        Add(command, (now - ApiToken.UseResolution).UtcDateTime);
    }

    private async Task<(Caller? Caller, bool IsNews)> FindByHashAsync(byte[] hash, DateTimeOffset now)
    {
        await using var find = database.CreateCommand(FindByHash);
        Add(find, hash);
        AddTimes(find, now);
        await using var row = await find.ExecuteReaderAsync();
        if (!await row.ReadAsync())
        {
            return (null, false);
        }

        if (!row.GetFieldValue<byte[]>(6).AsSpan().SequenceEqual(hash))
        {
            throw new InvalidOperationException("the database answered about another token");     // never take one caller for another
        }

        var scopes = row.IsDBNull(3) ? null : row.GetFieldValue<string[]>(3);
        DateTimeOffset? expiresAt = row.IsDBNull(4) ? null : row.GetFieldValue<DateTimeOffset>(4);
        var caller = new Caller(
            new AccountId(row.GetGuid(1)), new TokenId(row.GetGuid(0)), row.GetBoolean(2), new TokenScopes(scopes), expiresAt);
        return (caller, row.GetBoolean(5));
    }
}
