using CloudControl.Api.Http;
using CloudControl.Infrastructure.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.Vpcs;

/// <summary>GET /v2/vpcs, oldest first.</summary>
public static class ListVpcs
{
    public sealed record Response(IReadOnlyList<VpcView> Vpcs, ListLinks Links, ListMeta Meta);

    public static async Task<Ok<Response>> HandleAsync(
        PageRequest page, Caller caller, HttpRequest request, CloudControlDb db, CancellationToken ct)
    {
        var vpcs = await page.ReadAsync(db.Vpcs.Of(caller.AccountId).AsNoTracking().OrderBy(v => v.CreatedAt).ThenBy(v => v.Id), ct);
        return TypedResults.Ok(new Response([.. vpcs.Rows.Select(VpcView.Of)], ListLinks.Of(request, vpcs), new ListMeta(vpcs.Total)));
    }
}
