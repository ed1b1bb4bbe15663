using CloudControl.Api.Http;
using CloudControl.Infrastructure.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.Accounts;

/// <summary>GET /v2/account: whose token it is. Ansible asks this before everything else, to see whether the token works.</summary>
public static class GetAccount
{
    public sealed record Response(AccountView Account);

    public static async Task<Ok<Response>> HandleAsync(Caller caller, CloudControlDb db, CancellationToken ct)
    {
        var account = await db.Accounts.AsNoTracking().SingleAsync(a => a.Id == caller.AccountId, ct);
        return TypedResults.Ok(new Response(AccountView.Of(account)));
    }
}
