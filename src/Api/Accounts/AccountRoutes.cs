using CloudControl.Api.Http;

namespace CloudControl.Api.Accounts;

/// <summary>The account of the caller, as the contract has it; and all accounts, for operators: ours.</summary>
public static class AccountRoutes
{
    public static void MapAccount(this IEndpointRouteBuilder v2)
    {
        var account = v2.MapGroup("/account").WithTags("Account").ScopedTo("account");
        account.MapGet("", GetAccount.HandleAsync).Named("account_get", "Get the account of this token");

        var accounts = v2.MapGroup("/accounts").WithTags("Accounts").OperatorsOnly().ScopedTo("accounts");
        accounts.MapPost("", OpenAccount.HandleAsync).Named("accounts_open", "Open an account (operators only)");
        accounts.MapGet("", ReadAccounts.ListAsync).Named("accounts_list", "List all accounts (operators only)");
        accounts.MapGet("/{id:guid}", ReadAccounts.GetAsync).Named("accounts_get", "Get an account (operators only)");
        accounts.MapPost("/{id:guid}/tokens", AccountTokens.CreateAsync)
            .Named("accounts_create_token", "Create a token for an account; the answer holds its secret, once (operators only)");
        accounts.MapGet("/{id:guid}/tokens", AccountTokens.ListAsync).Named("accounts_list_tokens", "List an account's tokens (operators only)");
        accounts.MapDelete("/{id:guid}/tokens/{tokenId:guid}", AccountTokens.RevokeAsync)
            .Named("accounts_revoke_token", "Revoke an account's token (operators only)");
    }
}
