using System.Text;
using CloudControl.Domain.Accounts;
using CloudControl.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Workers.Health;

/// <summary>Who may look at a worker's own pages: an operator, by token. Browsers, which ask for a name and a password, give it as the latter.</summary>
internal static class Operators
{
    /// <summary>Longer than any token of ours; more is not hashed.</summary>
    private const int MaximumHeaderLength = 512;

    private const string Bearer = "Bearer ";
    private const string Basic = "Basic ";

    /// <summary>What the operator's token of a request may do; null when it has none, or one that is unknown, expired or revoked.</summary>
    public static async Task<TokenScopes?> FindAsync(HttpRequest request, CloudControlDb db, TimeProvider clock, CancellationToken ct)
    {
        var header = request.Headers.Authorization.ToString();
        if (header.Length > MaximumHeaderLength || TokenOf(header) is not { } secret)
        {
            return null;
        }

        var hash = ApiToken.HashOf(secret);
        var token = await db.Tokens.AsNoTracking()
            .SingleOrDefaultAsync(t => t.Hash == hash && db.Accounts.Any(a => a.Id == t.AccountId && a.IsOperator), ct);
        return token is not null && token.IsValidAt(clock.GetUtcNow()) ? new TokenScopes(token.Scopes) : null;
    }

    private static string? TokenOf(string header) =>
        header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? header[Bearer.Length..].Trim()
        : header.StartsWith(Basic, StringComparison.OrdinalIgnoreCase) ? PasswordOf(header[Basic.Length..].Trim())
        : null;

    /// <summary>RFC 7617: <c>name:password</c> in base64.</summary>
    private static string? PasswordOf(string credentials)
    {
        var bytes = new byte[credentials.Length];
        if (!Convert.TryFromBase64String(credentials, bytes, out var length))
        {
            return null;
        }

        var text = Encoding.UTF8.GetString(bytes, 0, length);
        return text.IndexOf(':', StringComparison.Ordinal) is >= 0 and var colon ? text[(colon + 1)..] : null;
    }
}
