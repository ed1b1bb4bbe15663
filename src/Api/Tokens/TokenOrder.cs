using CloudControl.Api.Document;
using CloudControl.Api.Http;
using CloudControl.Domain;
using CloudControl.Domain.Accounts;
using CloudControl.Infrastructure.Persistence;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.Tokens;

/// <summary>A token that somebody asks for.</summary>
/// <param name="Name">What to call it.</param>
/// <param name="Scopes">What it shall be able to do: <c>droplet:read</c>, <c>droplet:*</c>, <c>*:read</c>, or <c>*</c> for everything.</param>
/// <param name="ExpiresAt">From when on it is refused; absent: when the token that asks for it is, or never.</param>
[BodyExample("for a pipeline", """{"name": "ci", "scopes": ["droplet:read", "droplet:create"], "expires_at": "2099-12-31T23:59:59Z"}""")]
public sealed record TokenOrder(string? Name, IReadOnlyList<string>? Scopes, DateTimeOffset? ExpiresAt)
{
    /// <summary>More scopes than there are.</summary>
    private const int MaximumScopes = 200;

    private const int MaximumScopeLength = 64;

    /// <summary>Makes the token. It can do no more than the caller's own, and not for longer.</summary>
    public async Task<Result<TokenView>> IssueAsync(
        Account account, Caller caller, KnownScopes known, CloudControlDb db, TimeProvider clock, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var scopes = TokenScopes.Parse(Scopes!, known.For(account.IsOperator));
        if ((scopes.Error ?? RefusalOf(scopes.Value!, caller, now)) is { } refusal)
        {
            return refusal;
        }

        // The account's row is the lock: two orders at once must not both be for the last token allowed.
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await db.LockAccountAsync(account.Id, ct);
        if (await db.Tokens.CountAsync(t => t.AccountId == account.Id && t.RevokedAt == null, ct) >= ApiToken.MaximumPerAccount)
        {
            return new TooManyTokens();
        }

        var (token, secret) = ApiToken.Issue(account.Id, Name!, now, ExpiresAt ?? caller.ExpiresAt, scopes.Value);
        db.Add(token);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return TokenView.Of(token) with { Secret = secret };
    }

    private Error? RefusalOf(TokenScopes scopes, Caller caller, DateTimeOffset now)
    {
        if (caller.Scopes.FirstBeyond(scopes) is { } beyond)
        {
            return new ScopeBeyondOwn(beyond);
        }

        if (ExpiresAt <= now)
        {
            return new ExpiryInPast();
        }

        return ExpiresAt > caller.ExpiresAt ? new ExpiryBeyondOwn() : null;
    }

    internal sealed class Validator : AbstractValidator<TokenOrder>
    {
        public Validator()
        {
            RuleFor(r => r.Name).NotEmpty().WithMessage("name is missing.")
                .MaximumLength(ApiToken.MaximumNameLength).WithMessage($"name has at most {ApiToken.MaximumNameLength} characters.");
            RuleFor(r => r.Scopes).NotEmpty().WithMessage("scopes is missing; [\"*\"] asks for everything.")
                .Must(scopes => scopes is null || scopes.Count <= MaximumScopes).WithMessage($"scopes has at most {MaximumScopes} entries.");
            RuleForEach(r => r.Scopes).Must(scope => scope is { Length: > 0 and <= MaximumScopeLength }).WithMessage("scopes holds something that is no scope.");
        }
    }
}
