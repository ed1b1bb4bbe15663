using System.Text.Json.Serialization;
using CloudControl.Domain.Accounts;

namespace CloudControl.Api.Tokens;

/// <summary>A token on the wire. Its secret is there only in the answer to whoever made it.</summary>
/// <param name="Id">Its id; what the audit log and declined scrubs name.</param>
/// <param name="Name">What its owner calls it.</param>
/// <param name="Scopes">What it may do; <c>*</c> alone means everything.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ExpiresAt">From when on it is refused; null for never.</param>
/// <param name="LastUsedAt">When a request last came with it, to within a minute; null before the first.</param>
/// <param name="Secret">What goes behind <c>Authorization: Bearer</c>.</param>
public sealed record TokenView(
    Guid Id, string Name, IReadOnlyList<string> Scopes, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? LastUsedAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Secret = null)
{
    public static TokenView Of(ApiToken token) => new(
        token.Id.Value, token.Name, token.Scopes ?? [TokenScopes.Any], token.CreatedAt, token.ExpiresAt, token.LastUsedAt);
}

/// <summary>The body of every answer about one token.</summary>
public sealed record TokenAnswer(TokenView Token);
