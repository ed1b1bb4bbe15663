using CloudControl.Api.Http;

namespace CloudControl.Api.Accounts;

/// <summary>The account and what belongs to it.</summary>
public static class AccountRoutes
{
    public static void MapAccount(this IEndpointRouteBuilder v2)
    {
        var account = v2.MapGroup("/account").WithTags("Account");
        account.MapGet("", GetAccount.HandleAsync).Named("account_get", "Get the account of this token");
    }
}
