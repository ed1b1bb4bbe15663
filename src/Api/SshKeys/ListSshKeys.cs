using CloudControl.Api.Http;
using CloudControl.Infrastructure.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.SshKeys;

/// <summary>GET /v2/account/keys.</summary>
public static class ListSshKeys
{
    public sealed record Response(IReadOnlyList<SshKeyView> SshKeys, ListLinks Links, ListMeta Meta);

    public static async Task<Ok<Response>> HandleAsync(
        PageRequest page, Caller caller, HttpRequest request, CloudControlDb db, CancellationToken ct)
    {
        var keys = await page.ReadAsync(db.SshKeys.Of(caller.AccountId).AsNoTracking().OrderBy(k => k.Id), ct);
        return TypedResults.Ok(new Response([.. keys.Rows.Select(SshKeyView.Of)], ListLinks.Of(request, keys), new ListMeta(keys.Total)));
    }
}
