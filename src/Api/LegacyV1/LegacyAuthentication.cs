using System.Text.Encodings.Web;
using CloudControl.Api.Http;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace CloudControl.Api.LegacyV1;

/// <summary>
/// <c>client_id</c> and <c>api_key</c> in the query. The key is a token like any other and says whose it is, so the client id, which
/// every client sends, decides nothing.
/// </summary>
public sealed class LegacyAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, TokenLookup tokens)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "LegacyV1";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var key = Request.Query["api_key"].ToString();
        return await tokens.FindAsync(key) is { } caller
            ? AuthenticateResult.Success(new AuthenticationTicket(caller.AsPrincipal(SchemeName), SchemeName))
            : AuthenticateResult.NoResult();
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties) =>
        ErrorMapping.Of(StatusCodes.Status401Unauthorized).WriteAsync(Context);
}
