using System.Security.Claims;
using CloudControl.Domain.Accounts;

namespace CloudControl.Api.Http;

/// <summary>Who asks. A handler that takes one sees only what belongs to <paramref name="AccountId"/>.</summary>
/// <param name="AccountId">The account the token belongs to.</param>
/// <param name="TokenId">The token, for the record: who declined a scrub, who started an action.</param>
/// <param name="IsOperator">Operators see hosts, runs and every account.</param>
/// <param name="Scopes">What the token may do; <see cref="AccessGate"/> has seen to it.</param>
/// <param name="ExpiresAt">When the token ends by itself; null for never.</param>
public sealed record Caller(AccountId AccountId, TokenId TokenId, bool IsOperator, TokenScopes Scopes, DateTimeOffset? ExpiresAt)
{
    /// <summary>Lets a handler ask for its caller by naming a parameter of this type.</summary>
    public static ValueTask<Caller> BindAsync(HttpContext context) => ValueTask.FromResult(
        Of(context) ?? throw new InvalidOperationException($"{context.Request.Path} asks for a caller but does not require authentication"));

    /// <summary>The caller; null when nobody was authenticated.</summary>
    public static Caller? Of(HttpContext context) => (context.User.Identity as CallerIdentity)?.Caller;

    internal ClaimsPrincipal AsPrincipal(string scheme) => new(new CallerIdentity(this, scheme));

    private sealed class CallerIdentity(Caller caller, string scheme) : ClaimsIdentity(scheme)
    {
        public Caller Caller { get; } = caller;
    }
}
