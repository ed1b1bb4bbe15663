using CloudControl.Api.Http;
using CloudControl.Domain.Accounts;
using CloudControl.Infrastructure.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.Accounts;

/// <summary>GET /v2/accounts and GET /v2/accounts/{id}: every account there is, oldest first.</summary>
public static class ReadAccounts
{
    /// <summary>One page of them.</summary>
    public sealed record Response(IReadOnlyList<ManagedAccountView> Accounts, ListLinks Links, ListMeta Meta);

    public static async Task<Ok<Response>> ListAsync(PageRequest page, HttpRequest request, CloudControlDb db, CancellationToken ct)
    {
        var accounts = await page.ReadAsync(db.Accounts.AsNoTracking().OrderBy(a => a.CreatedAt).ThenBy(a => a.Id), ct);
        return TypedResults.Ok(new Response(
            [.. accounts.Rows.Select(ManagedAccountView.Of)], ListLinks.Of(request, accounts), new ListMeta(accounts.Total)));
    }

    public static async Task<Results<Ok<ManagedAccountAnswer>, ErrorResult>> GetAsync(Guid id, CloudControlDb db, CancellationToken ct) =>
        await db.FindAccountAsync(id, ct) is { } account
            ? TypedResults.Ok(new ManagedAccountAnswer(ManagedAccountView.Of(account)))
            : new ErrorResult(new AccountNotFound());

    internal static Task<Account?> FindAccountAsync(this CloudControlDb db, Guid id, CancellationToken ct) =>
        db.Accounts.AsNoTracking().SingleOrDefaultAsync(a => a.Id == new AccountId(id), ct);
}
