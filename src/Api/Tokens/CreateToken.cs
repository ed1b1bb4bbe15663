using CloudControl.Api.Http;
using CloudControl.Infrastructure.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.Tokens;

/// <summary>POST /v2/tokens: makes a token of the account's and answers with its secret, which is never shown again.</summary>
public static class CreateToken
{
    public static async Task<Results<Created<TokenAnswer>, ErrorResult>> HandleAsync(
        TokenOrder order, Caller caller, KnownScopes known, CloudControlDb db, TimeProvider clock, CancellationToken ct)
    {
        var account = await db.Accounts.AsNoTracking().SingleAsync(a => a.Id == caller.AccountId, ct);
        var issued = await order.IssueAsync(account, caller, known, db, clock, ct);
        return issued.IsOk ? TypedResults.Created($"/v2/tokens/{issued.Value.Id}", new TokenAnswer(issued.Value)) : new ErrorResult(issued.Error!);
    }
}
