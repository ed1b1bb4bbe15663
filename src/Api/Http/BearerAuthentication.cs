using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;

namespace CloudControl.Api.Http;

/// <summary><c>Authorization: Bearer TOKEN</c>.</summary>
public sealed class BearerAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, TokenLookup tokens)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "Bearer";

    private const string Prefix = "Bearer ";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        // Who needs no token must not need the database either: /healthz answers while it is away.
        if (Context.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is not null)
        {
            return AuthenticateResult.NoResult();
        }

        if (SecretOf(Request) is not { } secret)
        {
            return AuthenticateResult.NoResult();
        }

        return await tokens.FindAsync(secret) is { } caller
            ? AuthenticateResult.Success(new AuthenticationTicket(caller.AsPrincipal(SchemeName), SchemeName))
            : AuthenticateResult.Fail("unknown, expired or revoked token");
    }

    /// <summary>The token a request was sent with; null when it has none.</summary>
    public static string? SecretOf(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        return header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) ? header[Prefix.Length..].Trim() : null;
    }
}
