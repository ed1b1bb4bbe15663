using System.Text.Encodings.Web;
using CloudControl.Domain.Accounts;
using CloudControl.Infrastructure.Persistence;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CloudControl.Api.Http;

/// <summary>
/// <c>Authorization: Bearer TOKEN</c>. Only the SHA-256 of tokens is stored, so the lookup is by hash: there is no secret in the
/// database to compare with, and the time it takes says nothing about one.
/// </summary>
public sealed class BearerAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, CloudControlDb db, TimeProvider clock)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "Bearer";

    /// <summary>Ours have 71 characters; longer than this is nobody's token and is not hashed.</summary>
    private const int MaximumTokenLength = 512;

    private const string Prefix = "Bearer ";

    private static readonly Func<CloudControlDb, byte[], Task<Found?>> FindAsync = EF.CompileAsyncQuery(
        (CloudControlDb db, byte[] hash) => db.Tokens
            .Where(t => t.Hash == hash)
            .Join(db.Accounts, t => t.AccountId, a => a.Id, (t, a) => new Found(t, a.IsOperator))
            .AsNoTracking()
            .SingleOrDefault());

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        // Who needs no token must not need the database either: /healthz answers while it is away.
        if (Context.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is not null)
        {
            return AuthenticateResult.NoResult();
        }

        var header = Request.Headers.Authorization.ToString();
        if (!header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) || header.Length > MaximumTokenLength)
        {
            return AuthenticateResult.NoResult();
        }

        var found = await FindAsync(db, ApiToken.HashOf(header[Prefix.Length..].Trim()));
        if (found is null || !found.Token.IsValidAt(clock.GetUtcNow()))
        {
            return AuthenticateResult.Fail("unknown, expired or revoked token");
        }

        var caller = new Caller(found.Token.AccountId, found.Token.Id, found.IsOperator);
        return AuthenticateResult.Success(new AuthenticationTicket(caller.AsPrincipal(SchemeName), SchemeName));
    }

    private sealed record Found(ApiToken Token, bool IsOperator);
}
