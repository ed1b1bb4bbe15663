using CloudControl.Api.Http;

namespace CloudControl.Api.Tokens;

/// <summary>The tokens of one's own account: ours, beside the contract.</summary>
public static class TokenRoutes
{
    public static void MapTokens(this IEndpointRouteBuilder v2)
    {
        var tokens = v2.MapGroup("/tokens").WithTags("Tokens").ScopedTo("token");
        tokens.MapPost("", CreateToken.HandleAsync).Named("tokens_create", "Create a token; the answer holds its secret, once");
        tokens.MapGet("", ReadTokens.ListAsync).Named("tokens_list", "List tokens");
        tokens.MapGet("/{id:guid}", ReadTokens.GetAsync).Named("tokens_get", "Get a token");
        tokens.MapDelete("/{id:guid}", RevokeToken.HandleAsync).Named("tokens_revoke", "Revoke a token");
    }
}
